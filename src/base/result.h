// What a function hands back when it may not succeed: a value, or an error that says what went wrong in
// words for the reader of the page and, apart from them, in detail for the log. Plain values; any thread.
// It does not stop a caller from putting a name into the log detail: that is the writer's duty.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace candour {

enum class Code { NotFound, NotAllowed, Invalid, Conflict, TooMuch, Unavailable, Corrupt };

/// Words for the public: plain English, says how to mend it, never more than the reader may know.
struct PublicWords {
  std::string text;
};

/// Detail for the log: codes, ids and library messages; never personal data.
struct LogDetail {
  std::string text;
};

/// One field that cannot be accepted, and how to mend it.
struct FieldProblem {
  std::string field;
  std::string message;
};

struct [[nodiscard]] Error {
  Code code = Code::Unavailable;
  PublicWords words;
  LogDetail detail;
  std::vector<FieldProblem> fields;  // only with Invalid
  std::string clause;                // only with NotAllowed: the clause of the charter that decided
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Code code, std::string words, std::string detail = {}) {
  return tl::unexpected<Error>(Error{code, {std::move(words)}, {std::move(detail)}, {}, {}});
}
inline tl::unexpected<Error> not_found() {
  return fail(Code::NotFound, "There is nothing here that you can see.");
}
inline tl::unexpected<Error> not_allowed(std::string words, std::string clause) {
  return tl::unexpected<Error>(Error{Code::NotAllowed, {std::move(words)}, {}, {}, std::move(clause)});
}
inline tl::unexpected<Error> invalid(std::vector<FieldProblem> fields) {
  return tl::unexpected<Error>(
      Error{Code::Invalid, {"Some answers need mending."}, {}, std::move(fields), {}});
}
inline tl::unexpected<Error> invalid(std::string field, std::string message) {
  return invalid(std::vector<FieldProblem>{{std::move(field), std::move(message)}});
}

}  // namespace candour

#define CANDOUR_CONCAT_(a, b) a##b
#define CANDOUR_CONCAT(a, b) CANDOUR_CONCAT_(a, b)
/// TRY(auto x, f()); returns the error to the caller, or goes on with x.
#define TRY_IMPL_(tmp, decl, expr)                                           \
  auto tmp = (expr);                                                         \
  if (!tmp) return tl::unexpected<::candour::Error>(std::move(tmp).error()); \
  decl = std::move(*tmp)
#define TRY(decl, ...) TRY_IMPL_(CANDOUR_CONCAT(try_tmp_, __LINE__), decl, (__VA_ARGS__))
/// CHECK_OK(f()); returns the error to the caller, or goes on.
#define CHECK_OK(...)                                                                        \
  do {                                                                                       \
    auto check_tmp_ = (__VA_ARGS__);                                                         \
    if (!check_tmp_) return tl::unexpected<::candour::Error>(std::move(check_tmp_).error()); \
  } while (0)
