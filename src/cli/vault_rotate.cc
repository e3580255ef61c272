#include "cli/vault_rotate.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <memory>

#include "cli/data.h"
#include "cli/output.h"
#include "cli/vault_root_key.h"
#include "vault/rotate.h"
#include "vault/secret.h"

namespace candour::cli {

namespace fs = std::filesystem;

namespace {

struct RotateGiven {
  Where where;
  std::string org, new_root_key;
};

/// The new file takes the old one's place and name, on disk too.
Status put_in_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error)
    return fail(Code::Unavailable, "The new root key stands in " + from.string() +
                                       " but could not take the place of " + to.string() + " (" +
                                       error.message() + "). To mend: move it there, or run this again.");
  const auto folder = to.has_parent_path() ? to.parent_path() : fs::path(".");
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool kept = fd >= 0 && ::fsync(fd) == 0;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  if (kept) return {};
  return fail(Code::Unavailable,
              "The folder " + folder.string() +
                  " cannot be written. To mend: look whether the disk is well, and "
                  "run this again.",
              std::generic_category().message(why));
}

/// Without --new-root-key: a new file in the old one's place. Beside it first, so that whoever comes after a
/// power cut finds both.
Status rotate_in_place(const OpenedKeys& keys, const OrgCode& org, const RotateGiven& g) {
  if (!keys.root.is_file())
    return fail(Code::Invalid,
                "Only a file can be replaced where it stands. To mend: say with --new-root-key what the new "
                "root key is.");
  if (!g.where.root_key.empty() && g.where.root_key.find("{org}") == std::string::npos)
    return fail(
        Code::Invalid,
        "This root key may be shared by several organisations, so it is not replaced where it stands. To "
        "mend: give --new-root-key FILE, for each organisation, and start the server with that.");
  std::error_code error;
  auto place = fs::canonical(keys.root.path(), error);  // behind a link
  if (error) place = keys.root.path();
  const auto beside = place.string() + ".new";
  CHECK_OK(vault::rotate_root(*keys.db, keys.root, vault::RootKey::file(beside)));
  CHECK_OK(put_in_place(beside, place));
  std::cout << org.text << ": the root key is new, in " << place.string()
            << ". Put a copy where you keep it safe. The old one opens only old copies of the key store.\n";
  return {};
}

Status rotate_root_of(const RotateGiven& g, const OrgCode& org, const std::optional<vault::RootKey>& to) {
  TRY(const auto keys, open_keys(g.where, org));
  if (!to) return rotate_in_place(keys, org, g);
  CHECK_OK(vault::rotate_root(*keys.db, keys.root, *to));
  std::cout << org.text << ": the root key is new: " << to->for_org(org).words()
            << ". Start the server with --root-key " << g.new_root_key
            << " from now on. The old one opens only old copies of the key store.\n";
  return {};
}

Status rotate_org_of(const RotateGiven& g, const OrgCode& org) {
  TRY(const auto keys, open_keys(g.where, org));
  const bool watched = ::isatty(STDERR_FILENO) == 1;
  vault::RotateWatch watch;
  watch.after_batch = [&](std::int64_t done, std::int64_t of) -> Status {
    if (watched) std::cerr << '\r' << org.text << ": " << done << " of " << of << " keys" << std::flush;
    return {};
  };
  const auto done = vault::rotate_org(*keys.db, keys.root, watch);
  if (watched) std::cerr << "\r\033[K" << std::flush;
  if (!done) return tl::unexpected<Error>(done.error());
  if (done->resumed) std::cout << org.text << ": an earlier run had been cut short; this one ended it.\n";
  std::cout << org.text << ": " << done->keys
            << " keys of people are under the organisation's new key, number " << done->generation
            << "; the old one is destroyed.\n";
  return {};
}

int renew_each(const RotateGiven& g, const std::function<Status(const OrgCode&)>& one) {
  vault::forbid_core_dumps();
  return for_each_org(g.where, g.org, [&](const OrgCode& org) { return one(org).map([] { return true; }); });
}

int rotate_root(const RotateGiven& g) {
  std::optional<vault::RootKey> to;
  if (!g.new_root_key.empty()) {
    auto given = root_key_given(g.new_root_key, "New passphrase of the root key");
    if (!given) {
      complain(error_words(given.error()));
      return ExitCode::kFindings;
    }
    to = std::move(*given);
  }
  return renew_each(g, [&](const OrgCode& org) { return rotate_root_of(g, org, to); });
}

}  // namespace

void add_vault_rotate_commands(CLI::App& vault, ExitCode& code) {
  auto g = std::make_shared<RotateGiven>();
  auto* root = vault.add_subcommand(
      "rotate-root", "Put a new root key over the organisations' keys; what is sealed stays as it is");
  auto* org = vault.add_subcommand(
      "rotate-org", "Put a new key of the organisation over its people's keys, and destroy the old one");
  for (auto* c : {root, org}) {
    add_where_options(*c, g->where);
    c->add_option("--org", g->org, "Code of one organisation; otherwise all");
  }
  root->add_option("--new-root-key", g->new_root_key,
                   "Where the new root key comes from, as with --root-key; a FILE that is not there is made. "
                   "Without it, a new file takes the old one's place");
  root->callback([g, &code] { code.value = rotate_root(*g); });
  org->callback(
      [g, &code] { code.value = renew_each(*g, [&](const OrgCode& o) { return rotate_org_of(*g, o); }); });
}

}  // namespace candour::cli
