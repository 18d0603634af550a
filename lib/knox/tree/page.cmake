# Makes page.cpp of page.html: cmake -DPAGE=page.html -DTO=page.cpp -P page.cmake
#
# The page's Content-Security-Policy names its style and its script by their SHA-256 (CSP Level 3), so nothing
# else in it runs, whatever the data are.
cmake_minimum_required(VERSION 3.22)

# The hash of a text, in base64 (RFC 4648).
function(hash_of text to)
  set(digits "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  string(SHA256 hex "${text}")
  set(base64 "")
  foreach(at RANGE 0 60 6)  # three bytes are four digits
    string(SUBSTRING "${hex}00" ${at} 6 three)
    foreach(shift 18 12 6 0)
      math(EXPR digit "(0x${three} >> ${shift}) & 63")
      string(SUBSTRING "${digits}" ${digit} 1 digit)
      string(APPEND base64 "${digit}")
    endforeach()
  endforeach()
  string(SUBSTRING "${base64}" 0 43 base64)  # the last byte was no part of it
  set(${to} "${base64}=" PARENT_SCOPE)
endfunction()

function(between begin end to)
  string(FIND "${page}" "${begin}" from)
  string(LENGTH "${begin}" size)
  math(EXPR from "${from} + ${size}")
  string(SUBSTRING "${page}" ${from} -1 rest)
  string(FIND "${rest}" "${end}" size)
  string(SUBSTRING "${rest}" 0 ${size} found)
  set(${to} "${found}" PARENT_SCOPE)
endfunction()

file(READ ${PAGE} page)
between("<style>" "</style>" style)
between("<script>" "</script>" script)
hash_of("${style}" style_hash)
hash_of("${script}" script_hash)
string(REPLACE "@STYLE_HASH@" "${style_hash}" page "${page}")
string(REPLACE "@SCRIPT_HASH@" "${script_hash}" page "${page}")
string(FIND "${page}" "@DATA@" at)
string(SUBSTRING "${page}" 0 ${at} begin)
math(EXPR at "${at} + 6")
string(SUBSTRING "${page}" ${at} -1 end)
file(WRITE ${TO} "// Made of page.html.
#include \"knox/tree/page.h\"

namespace knox::tree {

const std::string_view kPageBegin = R\"page(${begin})page\";
const std::string_view kPageEnd = R\"page(${end})page\";

}  // namespace knox::tree
")
