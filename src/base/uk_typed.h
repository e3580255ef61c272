// How the readers of uk.h say what is wrong: for uk*.cc alone. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace candour::uk {

inline tl::unexpected<std::string> mend(std::string words) {
  return tl::unexpected<std::string>(std::move(words));
}

/// “O”; or what a sign is called that nobody sees.
std::string quoted_sign(std::string_view sign);

}  // namespace candour::uk
