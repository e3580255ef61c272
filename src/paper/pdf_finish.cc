#include "paper/pdf_finish.h"

// qpdf's JSON.hh declares a vector of a class that is not complete yet, which clang refuses in C++20. No JSON
// is read or written here, so the class need only be named.
#define JSON_HH
class JSON;
#define POINTERHOLDER_TRANSITION 4  // only std::shared_ptr
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "paper/html.h"

namespace candour::paper {
namespace {

/// Wraps what stands outside every tag into /Artifact, so that a reading program skips it (ISO 32000-1,
/// 14.8.2.2). Marks may begin only where neither a text object nor a path is open: before BT, m, re, Do.
class MarkArtifacts final : public QPDFObjectHandle::TokenFilter {
 public:
  void handleToken(QPDFTokenizer::Token const& token) override {
    const auto type = token.getType();
    if (type != QPDFTokenizer::tt_word && type != QPDFTokenizer::tt_inline_image) {
      held_ += token.getRawValue();  // operands and the space between them
      return;
    }
    const std::string& op = token.getValue();
    if (op == "BDC" || op == "BMC") {
      if (depth_++ == 0) close();
    } else if (op == "EMC") {
      --depth_;
    } else if (depth_ == 0 && !open_ && (op == "BT" || op == "m" || op == "re" || op == "Do")) {
      write("\n/Artifact BMC\n");
      open_ = true;
    }
    write(held_);
    held_.clear();
    writeToken(token);
  }
  void handleEOF() override {
    write(held_);
    close();
  }

 private:
  void close() {
    if (open_) write("\nEMC\n");
    open_ = false;
  }
  std::string held_;
  int depth_ = 0;
  bool open_ = false;
};

bool is(QPDFObjectHandle& o, const char* tag) {
  auto s = o.getKey("/S");
  return s.isName() && s.getName() == tag;
}

/// A row of headings only heads columns; a heading beside data heads its row.
void scope_headings(QPDFObjectHandle row) {
  auto kids = row.getKey("/K");
  std::vector<QPDFObjectHandle> cells = kids.isArray() ? kids.getArrayAsVector() : std::vector{kids};
  bool all = true;
  for (auto& c : cells) all = all && c.isDictionary() && is(c, "/TH");
  for (auto& c : cells)
    if (c.isDictionary() && is(c, "/TH"))
      c.replaceKey("/A", QPDFObjectHandle::parse(std::string("<< /O /Table /Scope ") +
                                                 (all ? "/Column >>" : "/Row >>")));
}

void walk(QPDFObjectHandle node, int depth) {
  if (depth > 64 || !node.isDictionary()) return;
  if (is(node, "/TR")) scope_headings(node);
  auto kids = node.getKey("/K");
  if (kids.isArray())
    for (auto& k : kids.getArrayAsVector()) walk(k, depth + 1);
  else
    walk(kids, depth + 1);
}

std::string xmp(const PdfFacts& f) {
  std::string s =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF "
      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
      escape_html(f.title) +
      "</rdf:li></rdf:Alt></dc:title>\n"
      "<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>\n"
      "<xmp:CreatorTool>Candour</xmp:CreatorTool>\n";
  if (!f.printed_on.empty()) s += "<xmp:CreateDate>" + escape_html(f.printed_on) + "</xmp:CreateDate>\n";
  return s + "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
}

std::string finish(const std::string& drawn, const PdfFacts& facts) {
  QPDF pdf;
  pdf.processMemoryFile("drawn", drawn.data(), drawn.size());
  auto root = pdf.getRoot();
  root.replaceKey("/Lang", QPDFObjectHandle::newString("en-GB"));
  root.replaceKey("/ViewerPreferences", QPDFObjectHandle::parse("<< /DisplayDocTitle true >>"));
  auto metadata = pdf.makeIndirectObject(QPDFObjectHandle::newStream(&pdf, xmp(facts)));
  metadata.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/Metadata"));
  metadata.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/XML"));
  root.replaceKey("/Metadata", metadata);
  auto info = pdf.getTrailer().getKey("/Info");
  if (info.isDictionary()) {
    // The drawing library writes the machine's own time; only the date that the caller gave may stand there.
    info.removeKey("/CreationDate");
    info.removeKey("/ModDate");
    if (facts.printed_on.size() == 10) {
      const auto& d = facts.printed_on;
      info.replaceKey("/CreationDate",
                      QPDFObjectHandle::newString("D:" + d.substr(0, 4) + d.substr(5, 2) + d.substr(8, 2)));
    }
  }
  auto tree = root.getKey("/StructTreeRoot");
  if (tree.isDictionary()) walk(tree, 0);
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
    page.getObjectHandle().replaceKey("/Tabs", QPDFObjectHandle::newName("/S"));
    page.addContentTokenFilter(std::make_shared<MarkArtifacts>());
  }
  QPDFWriter out(pdf);
  out.setOutputMemory();
  out.setMinimumPDFVersion("1.7");
  out.setDeterministicID(true);
  out.setObjectStreamMode(qpdf_o_generate);
  out.write();
  auto buffer = out.getBufferSharedPointer();
  return std::string(reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize());
}

}  // namespace

Result<std::string> finish_pdf(const std::string& drawn, const PdfFacts& facts) {
  try {
    return finish(drawn, facts);
  } catch (const std::exception& e) {  // qpdf speaks in exceptions; here they become a value
    return fail(Code::Unavailable, "The PDF could not be made. The web page has the same words.", e.what());
  }
}

}  // namespace candour::paper
