// The words after --root-key, and asking for a passphrase: on the terminal, without showing what is typed, or
// from a file descriptor that a script has opened. Main thread only.
#pragma once

#include <optional>
#include <string>

#include "vault/root_key.h"

namespace candour::cli {

/// FILE or file:FILE, credential or credential:NAME, passphrase or passphrase:FD. Nothing when `given` is
/// empty and systemd has handed over no credential of the usual name: then each organisation has a file in
/// its folder. `asked_for` names the passphrase in the question. Errors: Invalid with a mend.
Result<std::optional<vault::RootKey>> root_key_given(
    const std::string& given, const std::string& asked_for = "Passphrase of the root key");

/// For the help of every command that takes it.
inline constexpr const char* kRootKeyHelp =
    "Where the root key comes from: a FILE ({org} stands for the organisation's code), credential:NAME (of "
    "systemd), passphrase (asked on the terminal) or passphrase:FD (read from a file descriptor). Otherwise "
    "the credential candour-root-key if there is one, or root.key in the organisation's folder";

}  // namespace candour::cli
