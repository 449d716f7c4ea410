// SPDX-License-Identifier: MIT
// Training episodes that begin on a way that was found from where an earlier one was stuck. The player learns such a
// way from its end backwards (Salimans and Chen 2018, arXiv 1812.03381, sec. 3, there with one demonstration; here
// every way is another, and nothing is imitated): the first episode begins at the way's beginning; one that does not
// get on makes the next begin nearer to the end, one that does further back, until one gets on from the beginning: then
// the way is learnt, and forgotten. Such an episode ends, truncated, where it has got on, or has not in half of the
// time that the rest of the way took: it is there to try the way, often. Scores are never taken from such episodes, and
// evaluation knows nothing of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"
#include "config/section.h"
#include "env/wrap/wrapped_env.h"

namespace spindash {

struct WayConfig : Section {
  Field<double> share{this, "share", 0.0, range(0.0, 1.0),
                      "Share of training episodes that begin on a way found from where an earlier one was stuck."};
  Field<int> stuck{this, "stuck", 40, range(1, 1'000'000), "Steps without any reward after which an episode is stuck."};
  Field<int> frames{this, "frames", 400'000, range(1, 1'000'000'000),
                    "Video frames that one search for a way on may play, on a core."};
  Field<int> uses{this, "uses", 40, range(1, 1'000'000),
                  "Episodes that begin on a way before it is forgotten, learnt or not."};
};

/// What became of the ways of some environments, since each began.
struct WayTotals {
  std::uint64_t searches = 0, found = 0, frames = 0;
  std::uint64_t begun = 0, passed = 0;  ///< episodes on a way
  std::uint64_t learnt = 0;             ///< ways that one passed from the beginning
};

/// Scaled reward that a way pays, and that who began on it must be paid to have got on.
inline constexpr double kWayPays = 1.0;

/// The ways of one environment.
class WayStarts {
 public:
  WayStarts(const WayConfig& config, std::uint64_t seed);

  /// Starts an episode of `env` on a way; false where none is to be: then another must begin.
  bool begin(WrappedEnv& env, std::span<std::uint8_t> observation);
  /// After a step of `env` that paid `reward` and did not end the episode.
  void note(const WrappedEnv& env, float reward);
  /// Whether the running episode began on a way and has got on, or has had its time: it is to end.
  bool over() const { return on_ >= 0 && (paid_ >= kWayPays || played_ >= allowed_); }
  /// After an episode's last step: notes whether it got on, and looks for a way from where it was stuck. Leaves `env`
  /// without an episode.
  void end(WrappedEnv& env);

  void add_to(WayTotals& totals) const;
  /// Nothing where the share is 0, as before there were ways.
  void save(ByteWriter& out) const;
  /// Throws Error for what save() cannot have written.
  void load(ByteReader& in);

 private:
  struct Kept {
    Way way;
    std::int32_t place = 0;   ///< where the next episode begins, about
    std::int32_t stride = 0;  ///< how far from there the one after it will
    std::int32_t used = 0;
  };
  void judge(bool passed);
  void search(WrappedEnv& env);

  double share_;
  std::int32_t stuck_after_, frames_, uses_;
  Random random_;
  std::vector<Kept> ways_;
  WayTotals totals_;
  // Of the running episode.
  std::int32_t unpaid_ = 0;                ///< steps since one paid
  Bytes stuck_;                            ///< its state when it was stuck; empty: it is not, or was paid since
  std::int32_t on_ = -1;                   ///< index of the way it began on; -1: on none
  std::int32_t at_ = 0;                    ///< the place of that way where it began
  std::int32_t played_ = 0, allowed_ = 0;  ///< steps
  double paid_ = 0;
};

}  // namespace spindash
