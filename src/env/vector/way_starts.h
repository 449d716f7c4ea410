// SPDX-License-Identifier: MIT
// Training episodes on a way that was found from where an earlier one was stuck (env/wrap/way_search.h). Some show it:
// its choices are played as they were found, for the player to imitate (Go-Explore's robustification by imitation and
// PPO, Ecoffet et al. 2021, Methods). In the others the player tries: from the way's beginning, or from a place on it,
// and is paid for every further place it comes to (as of a demonstration: Salimans and Chen 2018, arXiv 1812.03381,
// sec. 3, begin along one). Such an episode ends, truncated, where it has got on or has had its time: it is there to
// try the way, often. Scores are never taken from such episodes, and evaluation knows nothing of them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "config/section.h"
#include "env/wrap/wrapped_env.h"

namespace spindash {

struct WayConfig : Section {
  Field<double> share{this, "share", 0.0, range(0.0, 1.0),
                      "Share of training episodes on a way found from where an earlier one was stuck."};
  Field<double> shown{this, "shown", 0.3, range(0.0, 1.0),
                      "Share of those that show the way, for the controller to imitate; in the others it tries."};
  Field<double> pays{this, "pays", 10.0, range(0.0, 1e6),
                     "Scaled reward that the places of a way pay together, each once, to who tries it."};
  Field<int> stuck{this, "stuck", 40, range(1, 1'000'000), "Steps without any reward after which an episode is stuck."};
  Field<int> frames{this, "frames", 400'000, range(1, 1'000'000'000),
                    "Video frames that one search for a way on may play, on a core."};
  Field<bool> emulated{this, "emulated", false,
                       "Whether ways are searched for in emulated games too, where one search takes minutes."};
  Field<int> uses{this, "uses", 20, range(1, 1'000'000), "Episodes on a way before it is forgotten."};
};

/// What became of the ways of some environments, since each began.
struct WayTotals {
  std::uint64_t searches = 0, found = 0, frames = 0;
  std::uint64_t shown = 0;                      ///< episodes that showed one
  std::uint64_t begun = 0, passed = 0;          ///< that tried one from its beginning
  std::uint64_t begun_on = 0, passed_from = 0;  ///< from a place on it
};

/// Scaled reward that a way leads to, and that who tries it must be paid by the game to have got on.
inline constexpr double kWayPays = 1.0;

/// The ways of one environment.
class WayStarts {
 public:
  WayStarts(const WayConfig& config, std::uint64_t seed);

  /// Starts an episode of `env` on a way; false where none is to be: then another must begin.
  bool begin(WrappedEnv& env, std::span<std::uint8_t> observation);
  /// The action that the running episode shows now to who holds each for `hold` steps.
  std::optional<std::int64_t> shown(int hold) const;
  /// Before an action is played: whether it is the one that is shown. Where another was, the episode leaves the way.
  bool follow(std::int64_t action, int hold);
  /// After a step of `env` that paid `reward` and did not end the episode. What the way pays for it beside.
  float note(const WrappedEnv& env, float reward);
  /// Whether the running episode is on a way: it has its own time.
  bool on_a_way() const { return on_ >= 0; }
  /// Whether the running episode is on a way and has got on, or has had its time: it is to end.
  bool over() const { return on_ >= 0 && (paid_ >= kWayPays || played_ >= allowed_); }
  /// After an episode's last step: notes whether it got on, or looks for a way from where it was stuck, of choices that
  /// are held for `hold` steps. Leaves `env` without an episode.
  void end(WrappedEnv& env, int hold);

  void add_to(WayTotals& totals) const;
  /// Nothing where the share is 0, as before there were ways.
  void save(ByteWriter& out) const;
  /// `actions` is how many there are. Throws Error for what save() cannot have written.
  void load(ByteReader& in, std::size_t actions);

 private:
  struct Kept {
    Way way;
    std::int32_t used = 0;
  };
  float advance(const WrappedEnv& env);
  void judge();
  void search(WrappedEnv& env, int hold);

  double share_, shown_share_, pays_;
  bool emulated_;
  std::int32_t stuck_after_, frames_, uses_;
  Random random_;
  std::vector<Kept> ways_;
  WayTotals totals_;
  // Of the running episode.
  std::int32_t unpaid_ = 0;                ///< steps since one paid
  Bytes foot_;                             ///< its state soon after one paid; empty: one paid since
  std::int32_t on_ = -1;                   ///< index of the way it is on; -1: on none
  std::int32_t next_ = -1;                 ///< the choice that is shown now; -1: it tries
  std::int32_t at_ = 0, reached_ = 0;      ///< the place of that way where it began; the furthest it came to
  std::int32_t played_ = 0, allowed_ = 0;  ///< steps
  double paid_ = 0;
};

}  // namespace spindash
