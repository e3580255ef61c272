// In which ways one worker stands to one person, nearest first, and what the charter gives for all of them
// together. Pure; any thread. It believes the facts that it is given.
#pragma once

#include <array>
#include <vector>

#include "charter/decide.h"
#include "gate/actor.h"
#include "gate/facts.h"
#include "vault/pass.h"

namespace candour::gate {

/// One post of the actor and one service of the person.
struct Standing {
  charter::Facts facts;
  const Post* post = nullptr;  // of the actor, who must outlive this
  GrantId grant;               // not nil: by reasoned access
  bool to_service = false;     // to a service itself, of which no steps about people are taken
  /// Near enough for the role.
  bool reaches(const charter::Charter& c) const;
  /// Of a restricted record whoever decides about that goes on seeing what they decide by, to settle the very
  /// dispute (UK GDPR, Article 18(2)): these kinds of information by these facts, and nothing else.
  CategorySet seen_to_settle(const charter::Charter& c) const;
  charter::Facts to_settle() const;
};

/// By right first, nearest first; then by reasoned access. For somebody in no service, an actor whose role
/// reaches the whole organisation stands to them in every service of the post.
std::vector<Standing> standings(const charter::Charter& c, const Actor& actor, const PersonFacts& person);
/// How near the actor's post comes to the person in one service (never None: the organisation holds all).
charter::Reach reach_of(const charter::Charter& c, const Actor& actor, const Post& post,
                        const PersonFacts& person, ServiceIx service);

/// What is allowed, over all standings; each category on the ground of the first purpose that gives it.
struct Rights {
  CategorySet see, write;
  std::array<Ground, 64> grounds{};
  PurposeIx purpose{};
  ServiceIx service{};
  std::uint32_t obligations = 0;
  GrantId grant;  // when something is seen by reasoned access only
  bool any = false;
  OwnDoorSide own_door{};  // for people themselves (own_door.h)

  /// Adds what one doing gives within `wanted`, for any purpose or for `only` one.
  void add(const charter::Charter& c, const Standing& s, charter::Doing doing, CategorySet wanted,
           std::optional<PurposeIx> only = {});
  /// Adds what a role may write of somebody who is not here yet: there is no reach to ask about, and a role
  /// that reaches nobody may still take people down (LW: administrator).
  void add_registering(const charter::Charter& c, RoleIx role, ServiceIx service, CategorySet wanted);
  /// Lets the words of a referral or decision be written, on the ground of the service's first such purpose.
  void add_words(const charter::Charter& c, ServiceIx service, CategoryIx words);
  /// Adds what a purpose of the charter tells whoever it is for, whatever their role sees.
  void add_told(const charter::Charter& c, PurposeIx by, CategorySet wanted);
  bool same_as(const Rights& o) const;
};
Rights rights_to_see(const charter::Charter& c, const std::vector<Standing>& all, CategorySet wanted,
                     std::optional<PurposeIx> only = {});
/// What is seen of a record as it was before others were joined with it: by the rules of its own services.
CategorySet seen_before(const charter::Charter& c, const std::vector<Standing>& all, const PersonFacts& facts,
                        const RecordPart& part);

/// The post covers the service.
bool covers(const Post& post, ServiceIx service);

}  // namespace candour::gate
