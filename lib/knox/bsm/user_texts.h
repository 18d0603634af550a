// Whom a program's own text names. Most such names were typed by somebody who wants in, and may be any bytes,
// blanks and quotes too; so only texts that are known word for word tell one, and then all of it.
//
// Sources: OpenSSH's audit-bsm.c; su.c of FreeBSD and macOS; texts of opendirectoryd and authd as recorded.
#pragma once

#include <string_view>

namespace knox::bsm {

// Each returns the name, in the text; empty: it tells none.

// sshd, AUE_openssh. Who failed, or got in:
//   successful login NAME                             invalid user name "NAME"
//   invalid password for user NAME                    too many tries for user NAME
//   invalid interactive password entry for user NAME
// not_console and "logins disabled by /etc/nologin" tell none. The text is cut after 255 bytes.
std::string_view user_of_ssh(std::string_view text);

// opendirectoryd, AUE_auth_user. Whose password it was:
//   Verify password for record type Users 'NAME' node '/Local/Default'     older: with " for '
//   Authentication for user <NAME>
std::string_view user_of_directory(std::string_view text);

// su, AUE_su. Who was to be become:
//   bad su FROM to NAME on TTY     username too long: 'NAME'     unknown subject: NAME
std::string_view user_of_su(std::string_view text);

// authd, AUE_ssauthint: a name alone. A right, which may stand there instead, has dots.
std::string_view user_of_authd(std::string_view text);

}  // namespace knox::bsm
