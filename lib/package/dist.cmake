# Makes TO/RELEASE.tar.gz of what is committed in FROM, the same bytes each time, and TO/knox.rb, the formula for it:
# Formula/knox.rb with URL and the tarball's checksum. What is in the tarball builds without git.
set(tarball ${TO}/${RELEASE}.tar.gz)
find_program(git git REQUIRED)
execute_process(WORKING_DIRECTORY ${FROM} COMMAND_ERROR_IS_FATAL ANY
  COMMAND ${git} archive --format=tar.gz --prefix=${RELEASE}/ -o ${tarball} HEAD)
execute_process(WORKING_DIRECTORY ${FROM} OUTPUT_VARIABLE changed
  COMMAND ${git} status --porcelain --untracked-files=no)
if(changed)
  message(WARNING "what is not committed is not in it:\n${changed}")
endif()

file(SHA256 ${tarball} sum)
file(READ ${FROM}/Formula/knox.rb formula)
string(REGEX REPLACE "  url \"[^\n]*" "  url \"${URL}\"\n  sha256 \"${sum}\"" formula "${formula}")
file(WRITE ${TO}/knox.rb "${formula}")
file(SIZE ${tarball} size)
message("${tarball}: ${size} bytes, sha256 ${sum}")
