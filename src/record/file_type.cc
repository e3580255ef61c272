// Which files may be kept, told by their first bytes. A name may only choose among types that share them (a
// Word document is a zip file), never make a dangerous one harmless.
#include <algorithm>

#include "base/text.h"
#include "record/files.h"

namespace candour::record {
namespace {

bool at(ByteView bytes, std::size_t place, std::string_view what) {
  return bytes.size() >= place + what.size() && as_text(bytes).substr(place, what.size()) == what;
}

std::string ending(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : lower_ascii(name.substr(dot + 1));
}

/// ISO base media files name their brand after "ftyp" (ISO/IEC 14496-12).
std::string media_type(std::string_view brand, std::string_view end) {
  for (const auto b : {"heic", "heix", "mif1", "msf1", "heim", "heis"})
    if (brand == b) return "image/heic";
  if (brand == "M4A " || end == "m4a") return "audio/mp4";
  for (const auto b :
       {"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", "qt  "})
    if (brand == b) return brand == "qt  " ? "video/quicktime" : "video/mp4";
  return {};
}

/// Office documents are zip files whose first part has a known name; any other zip is refused.
std::string zip_type(ByteView bytes, std::string_view end) {
  constexpr std::string_view kOpenDocument = "mimetypeapplication/vnd.oasis.opendocument.text";
  if (at(bytes, 30, kOpenDocument)) return end == "odt" ? "application/vnd.oasis.opendocument.text" : "";
  const bool office = at(bytes, 30, "[Content_Types].xml") || at(bytes, 30, "_rels/") ||
                      at(bytes, 30, "docProps/") || at(bytes, 30, "word/") || at(bytes, 30, "xl/");
  if (!office) return {};
  if (end == "docx") return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (end == "xlsx") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  return {};
}

/// Plain text in UTF-8 or in the letters of one byte that Windows writes: no control characters, no markup or
/// script that a browser would run.
bool harmless_text(ByteView bytes) {
  const auto text = as_text(bytes);
  if (text.empty()) return false;
  const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 32 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  });
  if (controls || text.starts_with("#!")) return false;
  const auto start = lower_ascii(text.substr(0, 4096));
  for (const auto markup : {"<!doctype", "<html", "<script", "<svg", "<?xml", "<?php", "<iframe", "<body"})
    if (start.find(markup) != std::string::npos) return false;
  return true;
}

}  // namespace

std::string allowed_type(std::string_view name, ByteView bytes) {
  const auto end = ending(name);
  if (at(bytes, 0, "%PDF-")) return "application/pdf";
  if (at(bytes, 0, "\xFF\xD8\xFF")) return "image/jpeg";
  if (at(bytes, 0, "\x89PNG\r\n\x1A\n")) return "image/png";
  if (at(bytes, 0, "GIF87a") || at(bytes, 0, "GIF89a")) return "image/gif";
  if (at(bytes, 0, "RIFF") && at(bytes, 8, "WEBP")) return "image/webp";
  if (at(bytes, 0, "RIFF") && at(bytes, 8, "WAVE")) return "audio/wav";
  if (at(bytes, 4, "ftyp") && bytes.size() >= 12) return media_type(as_text(bytes).substr(8, 4), end);
  if (at(bytes, 0, "ID3")) return "audio/mpeg";
  if (bytes.size() >= 4 && bytes[0] == 0xFF && (bytes[1] & 0xE0) == 0xE0 && (bytes[1] & 0x06) == 0x02 &&
      end == "mp3")
    return "audio/mpeg";
  if (at(bytes, 0, "PK\x03\x04")) return zip_type(bytes, end);
  // What Word and Excel wrote until 2007, and many offices write still.
  if (at(bytes, 0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
    return end == "doc" ? "application/msword" : end == "xls" ? "application/vnd.ms-excel" : "";
  if (end == "rtf" && at(bytes, 0, "{\\rtf1")) return "application/rtf";
  if ((end == "txt" || end == "csv") && harmless_text(bytes)) return end == "csv" ? "text/csv" : "text/plain";
  return {};
}

}  // namespace candour::record
