// A form that was sent when its session had ended: it travels sealed through the sign-in page, so that nothing typed
// is lost, and comes back to whoever typed it, within a day. On a shared computer nobody else gets anything of it.
// Passwords and codes are never kept or shown again. Any thread.
// Files are not kept, and what was typed with no session behind it is not: nobody knows whose it is.
#pragma once

#include <string>
#include <string_view>

#include "web/house.h"
#include "web/http/request.h"

namespace candour::web {

/// Is this the name of a field that holds a password or a code? Every such field of every form is declared here
/// (the walk of all pages in tests/attacks looks for ones that are not); a name with "password" in it always is.
bool secret_field(std::string_view name);

struct KeptForm {
  std::string path;     // where it was sent
  http::Fields fields;  // without its token and secrets
};
/// Empty when there is nothing to keep: no owner, or only secrets.
std::string seal_kept_form(OrgHouse& org, const http::Request& r, std::optional<StaffId> owner, UnixMs now);
/// Errors: NotAllowed (typed by somebody else), Conflict (older than a day), Corrupt.
Result<KeptForm> open_kept_form(OrgHouse& org, std::string_view sealed, StaffId staff, UnixMs now);

}  // namespace candour::web
