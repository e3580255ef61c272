#include "exchange/demo/names.h"

#include <utility>

namespace candour::exchange::demo {
namespace {

constexpr std::string_view kChristian[] = {"christian", "christian", "none", "prefer-not-to-say"};
constexpr std::string_view kBritish[] = {"none",      "christian",         "none",
                                         "christian", "prefer-not-to-say", "other"};
constexpr std::string_view kMuslim[] = {"muslim", "muslim", "muslim", "prefer-not-to-say"};
constexpr std::string_view kIndian[] = {"hindu", "sikh", "hindu", "sikh", "none"};
constexpr std::string_view kChinese[] = {"none", "buddhist", "christian"};

constexpr std::string_view kBritishWomen[] = {"Doreen",  "Megan",  "Bethan",  "Hazel",   "Lorna",
                                              "Pauline", "Kirsty", "Tamsin",  "Heather", "Maureen",
                                              "Carys",   "Imogen", "Shirley", "Gemma",   "Rosalind"};
constexpr std::string_view kBritishMen[] = {"Gareth",   "Alistair", "Desmond", "Callum",  "Rhys",
                                            "Clifford", "Duncan",   "Leonard", "Kieran",  "Barnaby",
                                            "Trevor",   "Euan",     "Morgan",  "Stanley", "Jago"};
constexpr std::string_view kBritishFamilies[] = {"Thistlewood",  "Penhallow",   "Garrowby",   "Llewhelyn",
                                                 "Macrathie",    "Ollerenshaw", "Bramhope",   "Tregarth",
                                                 "Wetherspoone", "Pryddle",     "Auchterlie", "Hollowell",
                                                 "Marchbank",    "Copplestone", "Dunsmore",   "Quayle-Birch"};
constexpr std::string_view kIrishWomen[] = {"Niamh", "Aoife", "Bridie", "Orla"};
constexpr std::string_view kIrishMen[] = {"Cormac", "Eoin", "Padraig", "Fintan"};
constexpr std::string_view kIrishFamilies[] = {"Kavanaghty", "O'Shaughlin", "MacGillan", "Breslane"};
constexpr std::string_view kPolishWomen[] = {"Agnieszka", "Ewa", "Danuta", "Zofia"};
constexpr std::string_view kPolishMen[] = {"Zbigniew", "Tomasz", "Wojciech", "Marek"};
constexpr std::string_view kPolishFamilies[] = {"Wisniewczyk", "Zielarek", "Nowakiewicz", "Brzozek"};
constexpr std::string_view kRomanianWomen[] = {"Ioana", "Mihaela", "Anca"};
constexpr std::string_view kRomanianMen[] = {"Vasile", "Dragos", "Ionut"};
constexpr std::string_view kRomanianFamilies[] = {"Munteanescu", "Dobrescan", "Florealis"};
constexpr std::string_view kTravellerWomen[] = {"Margaret-Ann", "Shelby", "Britannia"};
constexpr std::string_view kTravellerMen[] = {"Jim-Boy", "Levi", "Elijah"};
constexpr std::string_view kTravellerFamilies[] = {"Lovelling", "Penfoldy", "Boswellan"};
constexpr std::string_view kIndianWomen[] = {"Harpreet", "Lakshmi", "Meera", "Jaswinder", "Ananya"};
constexpr std::string_view kIndianMen[] = {"Gurdeep", "Rajesh", "Vikram", "Balwinder", "Arjun"};
constexpr std::string_view kIndianFamilies[] = {"Bhandariya", "Chaudhal", "Sandhuwal", "Iyengaran",
                                                "Desaiwala"};
constexpr std::string_view kPakistaniWomen[] = {"Nasreen", "Sobia", "Zainab", "Rukhsana"};
constexpr std::string_view kPakistaniMen[] = {"Imtiaz", "Shahid", "Zubair", "Nadeem"};
constexpr std::string_view kPakistaniFamilies[] = {"Qureshani", "Mahmoodi", "Sheikhan", "Bashirov-Khan"};
constexpr std::string_view kBangladeshiWomen[] = {"Shirin", "Taslima", "Rehana"};
constexpr std::string_view kBangladeshiMen[] = {"Abdul-Karim", "Mizanur", "Shafiq"};
constexpr std::string_view kBangladeshiFamilies[] = {"Chowdhurat", "Begumara", "Miahsun"};
constexpr std::string_view kChineseWomen[] = {"Mei-Ling", "Xiu", "Wai-Yee"};
constexpr std::string_view kChineseMen[] = {"Chi-Keung", "Jun", "Wei-Min"};
constexpr std::string_view kChineseFamilies[] = {"Cheunglam", "Zhaowen", "Fongtai"};
constexpr std::string_view kNigerianWomen[] = {"Folasade", "Ngozi", "Adaeze", "Temitope"};
constexpr std::string_view kNigerianMen[] = {"Babatunde", "Chukwuemeka", "Olumide", "Ikenna"};
constexpr std::string_view kNigerianFamilies[] = {"Adebowalu", "Okonkwell", "Eziagor", "Balogunde"};
constexpr std::string_view kSomaliWomen[] = {"Hodan", "Ifrah", "Sagal"};
constexpr std::string_view kSomaliMen[] = {"Abdirahman", "Guled", "Mahad"};
constexpr std::string_view kSomaliFamilies[] = {"Warsamadi", "Farahid", "Jamalow"};
constexpr std::string_view kCaribbeanWomen[] = {"Marcia", "Yvette", "Cynthia", "Shanice"};
constexpr std::string_view kCaribbeanMen[] = {"Delroy", "Winston", "Errol", "Tyrell"};
constexpr std::string_view kCaribbeanFamilies[] = {"Blackstocke", "Grantham-Brown", "Pinnocke",
                                                   "Rowe-Clarkson"};
constexpr std::string_view kArabWomen[] = {"Rania", "Samira", "Huda"};
constexpr std::string_view kArabMen[] = {"Khalid", "Yusuf", "Tariq"};
constexpr std::string_view kArabFamilies[] = {"Al-Hadrani", "Mansourat", "Haddadin"};
constexpr std::string_view kMixedWomen[] = {"Leila", "Jade", "Naomi", "Esme"};
constexpr std::string_view kMixedMen[] = {"Jermaine", "Reuben", "Kai", "Marlon"};
constexpr std::string_view kMixedFamilies[] = {"Achebe-Moss", "Hartwellin", "Santosby", "Lindo-Farr"};

constexpr Background kBackgrounds[] = {
    {"white-british", "", 56, kBritishWomen, kBritishMen, kBritishFamilies, kBritish},
    {"white-irish", "", 5, kIrishWomen, kIrishMen, kIrishFamilies, kChristian},
    {"white-other", "Polish", 6, kPolishWomen, kPolishMen, kPolishFamilies, kChristian},
    {"white-other", "Romanian", 3, kRomanianWomen, kRomanianMen, kRomanianFamilies, kChristian},
    {"white-gypsy-traveller", "", 2, kTravellerWomen, kTravellerMen, kTravellerFamilies, kChristian},
    {"asian-indian", "Punjabi", 5, kIndianWomen, kIndianMen, kIndianFamilies, kIndian},
    {"asian-pakistani", "Urdu", 5, kPakistaniWomen, kPakistaniMen, kPakistaniFamilies, kMuslim},
    {"asian-bangladeshi", "Sylheti", 3, kBangladeshiWomen, kBangladeshiMen, kBangladeshiFamilies, kMuslim},
    {"asian-chinese", "Cantonese", 2, kChineseWomen, kChineseMen, kChineseFamilies, kChinese},
    {"black-african", "Yoruba", 4, kNigerianWomen, kNigerianMen, kNigerianFamilies, kChristian},
    {"black-african", "Somali", 2, kSomaliWomen, kSomaliMen, kSomaliFamilies, kMuslim},
    {"black-caribbean", "", 4, kCaribbeanWomen, kCaribbeanMen, kCaribbeanFamilies, kChristian},
    {"arab", "Arabic", 2, kArabWomen, kArabMen, kArabFamilies, kMuslim},
    {"mixed-white-black-caribbean", "", 1, kMixedWomen, kMixedMen, kMixedFamilies, kBritish},
};

constexpr Hero kHeroes[] = {
    {"Philippa", "Marrowdale", "Pip", 0},      {"Katarzyna", "Lisowiak", "Kasia", 2},
    {"Josephine", "Okorolu", "Josie", 9},      {"Theodora", "Venn-Abara", "Teddy", 13},
    {"Wilhelmina", "Hartbridge", "Billie", 0}, {"Cassandra", "Amponsett", "Cass", 9},
    {"Rosamund", "Tilbrooke", "Roz", 0},
};

constexpr std::pair<std::string_view, std::string_view> kShort[] = {
    {"Rosalind", "Roz"},    {"Alistair", "Ali"},      {"Leonard", "Len"},        {"Desmond", "Des"},
    {"Clifford", "Cliff"},  {"Maureen", "Mo"},        {"Stanley", "Stan"},       {"Trevor", "Trev"},
    {"Bethan", "Beth"},     {"Imogen", "Immy"},       {"Tamsin", "Tam"},         {"Kirsty", "Kirst"},
    {"Agnieszka", "Aga"},   {"Danuta", "Danka"},      {"Tomasz", "Tomek"},       {"Wojciech", "Wojtek"},
    {"Zbigniew", "Zbig"},   {"Harpreet", "Preet"},    {"Jaswinder", "Jas"},      {"Balwinder", "Bal"},
    {"Folasade", "Sade"},   {"Temitope", "Temi"},     {"Babatunde", "Tunde"},    {"Chukwuemeka", "Emeka"},
    {"Abdirahman", "Abdi"}, {"Abdul-Karim", "Karim"}, {"Margaret-Ann", "Peggy"}, {"Jermaine", "Jay"}};
constexpr std::string_view kNeutral[] = {"Robin", "Ash", "Rowan", "Kit", "Quinn", "Sky"};
constexpr std::string_view kStaffGiven[] = {
    "Samira", "Colin",  "Precious", "Huw",     "Parveen", "Niall", "Chloe",  "Dominik",  "Grace",  "Idris",
    "Fiona",  "Rashid", "Bronwen",  "Patrick", "Sunita",  "Lewis", "Monika", "Kwabena",  "Julie",  "Andrzej",
    "Nicola", "Femi",   "Ruth",     "Hamish",  "Aisha",   "Glenn", "Petra",  "Devinder", "Tracey", "Owen"};
constexpr std::string_view kStaffFamily[] = {
    "Ashdowne",   "Birtwhistle-Cole", "Carrowden",    "Dalgetty-Ray", "Ekwuemer",       "Fairhurstley",
    "Gillespey",  "Hanleigh",         "Ibekwelu",     "Jessopson",    "Kowalchuk-Reid", "Lathbury",
    "Mistrywala", "Norringham",       "Osterleigh",   "Pargetting",   "Rosethorne",     "Siddiquaye",
    "Tanfieldon", "Umbridger",        "Vallancey",    "Wrexhall",     "Yardleigh",      "Zamoyskin",
    "Amblecote",  "Brackenby",        "Corstorphane", "Dewhirstly",   "Eversholme",     "Farthingdale"};

constexpr std::string_view kStreets[] = {
    "Larkspur Close",   "Old Mill Lane",      "Quarry Rise",      "Harbour View",   "Chapel Walk",
    "Meadowsweet Road", "Station Parade",     "Lime Tree Avenue", "Foundry Court",  "Kingfisher Way",
    "Sorrel Drive",     "St Olave's Terrace", "Tannery Yard",     "Priory Gardens", "Bluebell Mews",
    "Canal Street",     "Juniper Place",      "Beacon Hill"};
constexpr std::string_view kSurgeries[] = {"The Willows Surgery", "Riverside Medical Centre",
                                           "Market Place Practice", "Oak House Surgery",
                                           "Lighthouse Health Centre"};
constexpr std::string_view kSchools[] = {"Hillcrest Academy", "St Brannock's School", "Riverbank Primary",
                                         "The Maltings School", "Northfield High"};

constexpr std::string_view kSuffolk[] = {"Ipswich",    "Stowmarket", "Sudbury",
                                         "Felixstowe", "Woodbridge", "Haverhill"};
constexpr std::string_view kMersey[] = {"Crosby", "Wavertree", "Bootle", "Aigburth", "Huyton", "Birkenhead"};
constexpr std::string_view kKent[] = {"Maidstone", "Tonbridge", "Ashford", "Canterbury",
                                      "Dover",     "Medway",    "Thanet",  "Sevenoaks"};
constexpr std::string_view kLiverpool[] = {"Toxteth", "Anfield", "Speke", "Walton", "Everton Brow"};
constexpr std::string_view kAnywhere[] = {"North",   "South",    "Riverside", "Hillside",
                                          "Harbour", "Old Town", "Parkway",   "Castle"};

/// The districts with 99 belong to large users of post and have no homes in them. An organisation that stands
/// not here gets the last row.
constexpr Region kRegions[] = {
    {"ll", "IP99", kSuffolk},  {"im", "CH99", kMersey}, {"ig", "ME99", kKent},
    {"ps", "L99", kLiverpool}, {"", "BB99", kAnywhere},
};

}  // namespace

std::span<const Background> backgrounds() {
  return kBackgrounds;
}
std::span<const Hero> heroes() {
  return kHeroes;
}
std::string_view short_name(std::string_view given) {
  for (const auto& [name, is_called] : kShort)
    if (name == given) return is_called;
  return "";
}
Bank neutral_names() {
  return kNeutral;
}
Bank staff_given_names() {
  return kStaffGiven;
}
Bank staff_family_names() {
  return kStaffFamily;
}
Bank streets() {
  return kStreets;
}
Bank surgeries() {
  return kSurgeries;
}
Bank schools() {
  return kSchools;
}

const Region& region_of(std::string_view org) {
  for (const auto& r : kRegions)
    if (r.org == org) return r;
  return kRegions[std::size(kRegions) - 1];
}

}  // namespace candour::exchange::demo
