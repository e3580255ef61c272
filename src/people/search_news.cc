#include "people/search_news.h"

#include <utility>

#include "people/person.h"

namespace candour::people {

SearchNews::SearchNews(store::Db& db, std::string own) : db_(db), own_(std::move(own)) {
  listening_ = db_.listen([this](std::string_view what) { heard(what); });
}

SearchNews::~SearchNews() {
  db_.unlisten(listening_);
}

SearchNews::News SearchNews::take() {
  const Hold hold(lock_);
  return std::exchange(news_, {});
}

void SearchNews::heard(std::string_view what) {
  // "names <id> <who announced it>", or nothing: something may have been missed.
  const auto first = what.find(' '), second = what.rfind(' ');
  const bool names = first != what.npos && what.substr(0, first) == People::kNamesAnnounced;
  if (!what.empty() && (!names || what.substr(second + 1) == own_)) return;
  const auto id =
      names && second > first ? PersonId::parse(what.substr(first + 1, second - first - 1)) : std::nullopt;
  const Hold hold(lock_);
  if (news_.all) return;
  if (id && news_.who.size() < kMost)
    news_.who.push_back(*id);
  else
    news_ = {true, {}};
}

}  // namespace candour::people
