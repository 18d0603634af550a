#include "knox/event/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace knox::event {

namespace {

enum class Type : std::uint8_t { kTime, kWord, kText, kNumber, kPort, kAddress, kJson };
constexpr std::size_t kTypes = 7;

struct Column {
  std::string_view name;
  Type type;
};
constexpr auto kColumns = std::to_array<Column>({
#define COLUMN(name, type, meaning) {#name, Type::type},
#include "knox/event/tables/columns.def"
});

// What a database calls the types, in their order.
using TypeNames = std::array<std::string_view, kTypes>;

// "  pid UInt32,\n  ppid UInt32"
std::string columns(const TypeNames& types) {
  std::string text;
  for (const auto& [name, type] : kColumns) {
    text += fmt::format("{}  {} {}", text.empty() ? "" : ",\n", name, types[static_cast<std::size_t>(type)]);
  }
  return text;
}

// An expression for each column, made by of(name, type).
std::string expressions(auto of) {
  std::string text;
  for (const auto& [name, type] : kColumns) text += (text.empty() ? "    " : ",\n    ") + of(name, type);
  return text;
}

bool is_text(Type type) {
  return type == Type::kWord || type == Type::kText || type == Type::kJson;
}

// An empty number is no number there but its default, 0: those that may be unknown are Nullable.
std::string clickhouse() {
  const TypeNames types = {"DateTime64(3, 'UTC')",
                           "LowCardinality(String)",
                           "String",
                           "Nullable(UInt32)",
                           "Nullable(UInt16)",
                           "String",
                           "String"};
  return fmt::format(R"sql(-- clickhouse-client --multiquery <this
-- bsm2json --format rows FILE | clickhouse-client --input_format_tsv_empty_as_default 1 --query 'insert into events format TSV'
-- Of rows that were loaded twice one stays when parts are merged; "select ... from events final" sees one at once.
create table if not exists events (
{}
) engine = ReplacingMergeTree partition by toYYYYMM(time) order by (host, time, id);
)sql",
                     columns(types));
}

std::string postgres() {
  const TypeNames types = {"timestamp", "text", "text", "bigint", "integer", "inet", "json"};
  return fmt::format(R"sql(-- psql <this
-- bsm2json --format rows FILE | psql -c "\copy incoming from stdin with (null '')"
create table if not exists events (
{}
);
create unique index if not exists events_key on events (coalesce(host, ''), id);
create index if not exists events_time on events (time);
create or replace view incoming as select * from events;
create or replace function take_event() returns trigger language plpgsql as $$
begin
  insert into events select new.* on conflict do nothing;
  return new;
end $$;
create or replace trigger take_event instead of insert on incoming for each row execute function take_event();
)sql",
                     columns(types));
}

// DuckDB reads no escapes outside of quotes; a \ that was doubled is kept in chr(1), which no row has.
std::string duckdb() {
  const TypeNames types = {"timestamp", "varchar", "varchar", "uinteger", "usmallint", "varchar", "json"};
  const std::string unescaped = expressions([](std::string_view name, Type type) {
    return is_text(type) ? fmt::format("unescape({0}) as {0}", name) : std::string(name);
  });
  const std::string read = expressions([&](std::string_view name, Type type) {
    const Type as = type == Type::kJson ? Type::kText : type;  // it is JSON after its escapes are gone
    return fmt::format("{}: '{}'", name, types[static_cast<std::size_t>(as)]);
  });
  return fmt::format(R"sql(-- duckdb FILE.db <this
-- bsm2json --format rows FILE | duckdb FILE.db "insert or ignore into events from rows_of('/dev/stdin')"
create table if not exists events (
{},
  primary key (host, id)
);
create or replace macro unescape(s) as
  replace(replace(replace(replace(replace(s, '\\', chr(1)), '\t', chr(9)), '\n', chr(10)), '\r', chr(13)), chr(1), '\');
create or replace macro rows_of(file) as table
  select
{}
  from (select * replace (coalesce(host, '') as host)
    from read_csv(file, delim = '\t', quote = '', escape = '', header = false, nullstr = '', auto_detect = false, columns = {{
{}
    }}));
)sql",
                     columns(types), unescaped, read);
}

// The same of its shell, whose .import makes text of everything.
std::string sqlite() {
  const TypeNames types = {"text", "text", "text", "integer", "integer", "text", "text"};
  const std::string taken = expressions([](std::string_view name, Type type) {
    if (name == "host") return std::string("new.host");  // no key is null
    if (!is_text(type)) return fmt::format("nullif(new.{}, '')", name);
    return fmt::format(
        "nullif(replace(replace(replace(replace(replace(new.{}, '\\\\', char(1)), '\\t', char(9)), '\\n', "
        "char(10)), '\\r', char(13)), char(1), '\\'), '')",
        name);
  });
  return fmt::format(R"sql(-- sqlite3 FILE.db <this
-- bsm2json --format rows FILE | sqlite3 FILE.db '.mode ascii' '.separator "\t" "\n"' '.import /dev/stdin incoming'
create table if not exists events (
{},
  primary key (host, id)
);
create index if not exists events_time on events (time);
create view if not exists incoming as select * from events;
create trigger if not exists take_event instead of insert on incoming begin
  insert or ignore into events values (
{});
end;
)sql",
                     columns(types), taken);
}

// For --format ecs. What has open keys is one field, so that no record can add fields to the index.
std::string elastic() {
  return R"json({
  "index_patterns": ["knox-*"],
  "template": {
    "settings": {"index.mapping.total_fields.limit": 2000},
    "mappings": {
      "date_detection": false,
      "dynamic_templates": [
        {"addresses": {"match": "ip", "match_mapping_type": "string", "mapping": {"type": "ip"}}},
        {"texts": {"match_mapping_type": "string", "mapping": {"type": "keyword", "ignore_above": 8191}}}
      ],
      "properties": {
        "@timestamp": {"type": "date_nanos"},
        "message": {"type": "match_only_text"},
        "process": {"properties": {
          "command_line": {"type": "wildcard"},
          "parent": {"properties": {"command_line": {"type": "wildcard"}}}
        }},
        "file": {"properties": {"path": {"type": "wildcard"}}},
        "bsm": {"type": "flattened"},
        "auditd": {"type": "flattened"},
        "es": {"type": "flattened"},
        "raw_bytes": {"type": "flattened"}
      }
    }
  }
}
)json";
}

constexpr std::array kSchemas = {
    Schema{"clickhouse", &clickhouse}, Schema{"duckdb", &duckdb},   Schema{"postgres", &postgres},
    Schema{"sqlite", &sqlite},         Schema{"elastic", &elastic},
};

}  // namespace

std::span<const Schema> schemas() {
  return kSchemas;
}

}  // namespace knox::event
