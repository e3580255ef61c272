// Which fields of forms hold a password or a code: they are never kept, sealed or not, and never shown again.
// Any thread.
#pragma once

#include <string_view>

#include "web/http/request.h"

namespace candour::web {

/// Is this the name of a field that holds a password or a code? Every such field of every form is declared
/// here (the walk of all pages in tests/attacks looks for ones that are not); a name with "password" in it
/// always is.
bool secret_field(std::string_view name);
/// What was sent, without the token and what must not be kept.
http::Fields without_secrets(const http::Fields& form);

}  // namespace candour::web
