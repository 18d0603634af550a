#include "knox/linux_audit/summary/summary_tables.h"

#include <array>

namespace knox::linux_audit {
namespace {

using enum RecordType;

// As aureport(8) has them. The changes of the audit daemon's and of the kernel's own features are changes in
// configuration as well, and AppArmor's records are AVCs, which is what it writes its denials as.
struct Row {
  Category category;
  RecordType first, last;
};
constexpr auto kRows = std::to_array<Row>({
    {Category::kConfigChanges, USYS_CONFIG, USYS_CONFIG},
    {Category::kConfigChanges, DAEMON_CONFIG, DAEMON_RECONFIG},
    {Category::kConfigChanges, CONFIG_CHANGE, CONFIG_CHANGE},
    {Category::kConfigChanges, FEATURE_CHANGE, FEATURE_CHANGE},
    {Category::kConfigChanges, MAC_POLICY_LOAD, MAC_CALIPSO_DEL},
    {Category::kConfigChanges, IPE_CONFIG_CHANGE, IPE_POLICY_LOAD},
    {Category::kConfigChanges, USER_MAC_CONFIG_CHANGE, USER_MAC_CONFIG_CHANGE},
    {Category::kAccountChanges, USER_MGMT, USER_MGMT},
    {Category::kAccountChanges, USER_CHAUTHTOK, USER_CHAUTHTOK},
    {Category::kAccountChanges, ADD_USER, DEL_GROUP},
    {Category::kAccountChanges, GRP_MGMT, GRP_CHAUTHTOK},
    {Category::kAccountChanges, ACCT_LOCK, ACCT_UNLOCK},
    {Category::kAccountChanges, ROLE_ASSIGN, ROLE_REMOVE},
    {Category::kAccountChanges, ROLE_MODIFY, ROLE_MODIFY},
    {Category::kLogins, USER_LOGIN, USER_LOGIN},
    {Category::kAuthentications, USER_AUTH, USER_AUTH},
    {Category::kAuthentications, GRP_AUTH, GRP_AUTH},
    {Category::kAvcs, USER_AVC, USER_AVC},
    {Category::kAvcs, AVC, AVC},
    {Category::kAvcs, APPARMOR, APPARMOR_KILL},
    {Category::kMacEvents, MAC_POLICY_LOAD, IPE_POLICY_LOAD},
    {Category::kMacEvents, USER_ROLE_CHANGE, USER_MAC_STATUS},
    {Category::kAnomalies, ANOM_PROMISCUOUS, ANOM_CREAT},
    {Category::kAnomalies, ANOM_LOGIN_FAILURES, ANOM_SESSION},
    {Category::kResponses, RESP_ANOMALY, RESP_ORIGIN_UNBLOCK_TIMED},
    {Category::kCryptoEvents, CRYPTO_TEST_USER, CRYPTO_IPSEC_SA},
    {Category::kIntegrityEvents, INTEGRITY_DATA, INTEGRITY_USERSPACE},
    {Category::kVirtEvents, VIRT_CONTROL, VIRT_MIGRATE_OUT},
});

constexpr std::size_t kTypes = 2600;
constexpr auto kCategoriesByType = [] {
  std::array<CategorySet, kTypes> sets{};
  for (const Row& row : kRows) {
    for (auto type = static_cast<std::size_t>(row.first); type <= static_cast<std::size_t>(row.last); ++type)
      sets[type] |= set_of(row.category);
  }
  return sets;
}();

constexpr auto kCategoryNames = std::to_array<SummaryName>({
    {"config_changes", "changes in configuration"},
    {"account_changes", "changes to accounts, groups or roles"},
    {"logins", "logins"},
    {"failed_logins", "failed logins"},
    {"authentications", "authentications"},
    {"failed_authentications", "failed authentications"},
    {"avcs", "AVCs"},
    {"mac_events", "MAC events"},
    {"failed_syscalls", "failed system calls"},
    {"anomalies", "anomalies"},
    {"responses", "responses to anomalies"},
    {"crypto_events", "crypto events"},
    {"integrity_events", "integrity events"},
    {"virt_events", "virtualization events"},
});
static_assert(kCategoryNames.size() == kCategories);

constexpr auto kSubjectNames = std::to_array<SummaryName>({
    {"users", "users"},
    {"accounts", "accounts"},
    {"terminals", "terminals"},
    {"hosts", "hosts"},
    {"executables", "executables"},
    {"commands", "commands"},
    {"files", "files"},
    {"keys", "keys"},
    {"syscalls", "system calls"},
    {"failed_login_accounts", "accounts of failed logins"},
    {"failed_login_addresses", "addresses of failed logins"},
    {"process_ids", "process ids"},
});
static_assert(kSubjectNames.size() == kSubjects);

}  // namespace

std::span<const SummaryName> category_names() noexcept {
  return kCategoryNames;
}

std::span<const SummaryName> subject_names() noexcept {
  return kSubjectNames;
}

CategorySet categories_of(RecordType type) noexcept {
  const auto number = static_cast<std::size_t>(type);
  return number < kTypes ? kCategoriesByType[number] : 0;
}

}  // namespace knox::linux_audit
