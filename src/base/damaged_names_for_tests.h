// Names for people who are invented in tests (damaged_people_for_tests.h).
#pragma once

#include <utility>

namespace candour {

inline constexpr const char* kGivenNames[] = {
    "robert",    "william",  "richard",   "james",     "thomas",   "edward",   "michael",   "david",
    "andrew",    "anthony",  "stephen",   "matthew",   "daniel",   "samuel",   "joseph",    "benjamin",
    "alexander", "nicholas", "charles",   "kenneth",   "patrick",  "timothy",  "gregory",   "frederick",
    "elizabeth", "margaret", "katherine", "susan",     "jennifer", "patricia", "victoria",  "deborah",
    "rebecca",   "jessica",  "amanda",    "christine", "barbara",  "caroline", "josephine", "alison",
    "oluwaseun", "adeyemi",  "chidi",     "amara",     "zainab",   "fatima",   "mohammed",  "yusuf",
    "ibrahim",   "harpreet", "gurpreet",  "priya",     "anjali",   "ravi",     "sanjay",    "mei",
    "wei",       "dmitri",   "agnieszka", "piotr",     "bridget",  "siobhan",  "declan",    "niamh",
    "rhys",      "carys",    "gareth",    "bronwyn",   "callum",   "fiona",    "hamish",    "isla",
    "olivia",    "amelia",   "freya",     "poppy",     "harry",    "oscar",    "archie",    "theo",
    "leo",       "noah",     "ethan",     "lucas",     "mia",      "evie",     "maya",      "ruby",
    "grace",     "hannah"};
inline constexpr const char* kCommonNames[] = {
    "smith", "jones", "williams", "brown", "taylor", "davies", "wilson", "evans",   "thomas", "johnson",
    "patel", "khan",  "hussain",  "begum", "singh",  "ali",    "okafor", "adeyemi", "nowak",  "murphy"};
inline constexpr const char* kNameFronts[] = {
    "ash",   "black", "brad", "brook", "carl", "chat", "clay",  "cran", "dal",  "east",
    "fair",  "farn",  "glad", "green", "hal",  "har",  "hazel", "hol",  "horn", "king",
    "lang",  "law",   "lin",  "mar",   "mel",  "mid",  "nor",   "oak",  "pem",  "rad",
    "raven", "red",   "ros",  "shel",  "stan", "sut",  "thorn", "wal",  "west", "win"};
inline constexpr const char* kNameBacks[] = {"bourne", "bridge", "bury",  "by",    "combe", "cott",  "croft",
                                             "dale",   "den",    "field", "ford",  "ham",   "hurst", "ley",
                                             "low",    "man",    "more",  "ridge", "shaw",  "stone", "ton",
                                             "ward",   "well",   "wick",  "wood",  "worth"};
inline constexpr std::pair<const char*, const char*> kShortNames[] = {
    {"robert", "bob"},     {"william", "bill"},   {"richard", "dick"},    {"james", "jim"},
    {"thomas", "tom"},     {"edward", "ted"},     {"michael", "mike"},    {"andrew", "andy"},
    {"anthony", "tony"},   {"stephen", "steve"},  {"matthew", "matt"},    {"daniel", "dan"},
    {"samuel", "sam"},     {"joseph", "joe"},     {"benjamin", "ben"},    {"alexander", "alex"},
    {"nicholas", "nick"},  {"elizabeth", "liz"},  {"margaret", "maggie"}, {"katherine", "kate"},
    {"susan", "sue"},      {"jennifer", "jenny"}, {"patricia", "pat"},    {"victoria", "vicky"},
    {"deborah", "debbie"}, {"rebecca", "becky"},  {"charles", "charlie"}, {"kenneth", "ken"},
    {"patrick", "pat"},    {"timothy", "tim"},    {"frederick", "fred"},  {"christine", "chris"},
    {"barbara", "barb"},   {"josephine", "jo"}};

}  // namespace candour
