#include "web/http/body.h"

namespace candour::http {

BodyReader::BodyReader(std::string_view content_type, const FormLimits& limit)
    : limit_(limit), media_(media_type(content_type)) {
  if (media_ != "multipart/form-data") return;
  if (auto boundary = boundary_of(content_type))
    parts_.emplace(*boundary, limit);
  else
    why_ = std::move(boundary.error());
}

void BodyReader::put(std::string_view piece) {
  if (parts_) return parts_->put(piece);
  if (!why_) gathered_ += piece;
}

Status BodyReader::end(Request& into) {
  if (why_) return tl::unexpected<Error>(std::move(*why_));
  if (parts_) {
    TRY(auto data, parts_->end());
    into.form = std::move(data.fields);
    into.files = std::move(data.files);
    return {};
  }
  if (media_.empty() && gathered_.empty()) return {};
  if (media_ != "application/x-www-form-urlencoded")
    return fail(Code::Invalid, "We could not read the form as it arrived. Go back and send it once more.",
                "content type is not a form");
  TRY(into.form, parse_urlencoded(gathered_, limit_));
  return {};
}

}  // namespace candour::http
