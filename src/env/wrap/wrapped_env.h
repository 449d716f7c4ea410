// SPDX-License-Identifier: MIT
// The one Env made of a Game: action set, sticky frame skip, shrinking, stacking, time limit, reward scale, random
// level. Only a step's last frame is drawn, and only if the caller gives room for an observation; a stack remembers the
// pictures that were drawn. save() holds all that the next steps depend on. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/random.h"
#include "env/env.h"
#include "env/remote_game.h"
#include "env/wrap/action_set.h"
#include "env/wrap/area_resize.h"
#include "env/wrap/env_config.h"
#include "env/wrap/frame_stack.h"
#include "env/wrap/sticky_skip.h"
#include "env/wrap/way_search.h"

namespace spindash {

class WrappedEnv : public Env {
 public:
  WrappedEnv(std::unique_ptr<Game> game, const EnvConfig& config, std::uint64_t seed);

  ObservationShape observation_shape() const override { return shape_; }
  std::span<const std::string> action_names() const override { return actions_.names; }
  void reset(std::span<std::uint8_t> observation, std::optional<std::size_t> level = {}) override;
  /// Starts an episode at the state that game().save() wrote for a game of the same levels.
  void reset_to(std::span<const std::uint8_t> game_state, std::span<std::uint8_t> observation);
  /// Starts an episode at place `place` of a way of this environment's game; false where the game ended on the way
  /// there: then no episode runs.
  bool reset_on(const Way& way, std::size_t place, std::span<std::uint8_t> observation);
  /// Looks for a way on from the state that game().save() wrote, by this environment's actions and none of its random
  /// numbers, which pays `wanted` scaled reward, in choices held for `hold` steps. No episode runs then.
  SearchedWay find_way_on(Bytes game_state, int most_frames, double wanted, int hold, Random& random);
  /// Throws Error before the first reset, after an episode's end, and for an action that is not in the set.
  StepResult step(int action, std::span<std::uint8_t> observation) override { return step(action, observation, true); }
  /// The same; where it does not stick, without the chance that the first frame has the action before.
  StepResult step(int action, std::span<std::uint8_t> observation, bool sticks);
  /// Writes the observation of now, after a step that nothing was drawn of.
  void look(std::span<std::uint8_t> observation) { write_observation(observation, false); }
  const Game& game() const override { return *game_; }
  /// Whether the game runs in an emulator, in a process of its own.
  bool emulated() const { return remote_ != nullptr; }
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

  /// Called after every video frame, those inside a step and the first of an episode too (with no buttons).
  using FrameObserver = std::function<void(const Game&, Buttons)>;
  void observe_frames(FrameObserver observer) { observer_ = std::move(observer); }
  /// Draws into `pixels` from now on in place of a buffer of its own: environments that share one stay in the cache.
  /// The caller keeps it alive, and gives it to one thread at a time.
  void share_screen(std::span<Pixel> pixels) { screen_ = pixels; }

 private:
  void start_episode(std::span<std::uint8_t> observation);
  void check_room(std::span<const std::uint8_t> observation) const;
  StepResult play(Buttons first, Buttons rest);
  StepResult play_remote(Buttons first, Buttons rest, std::span<std::uint8_t> observation);
  /// Where the next picture is written; hand_over() then makes the observation of it.
  std::span<std::uint8_t> picture_room(std::span<std::uint8_t> observation);
  void hand_over(std::span<std::uint8_t> observation, bool first);
  void write_observation(std::span<std::uint8_t> observation, bool first);
  std::span<Pixel> screen();

  std::unique_ptr<Game> game_;
  RemoteGame* remote_;  ///< game_, where it is one
  ActionSet actions_;
  int frame_skip_, max_frames_;
  float reward_scale_;
  ObservationShape shape_;
  StickySkip sticky_;
  Random levels_;
  AreaResize resize_;
  std::optional<FrameStack> stack_;  ///< absent for a depth of 1
  std::int32_t frames_ = 0;
  bool running_ = false;
  FrameObserver observer_;
  std::span<Pixel> screen_;
  std::vector<Pixel> own_screen_;
};

/// The same seed gives the same episodes for the same actions.
std::unique_ptr<Env> make_env(const GameFactory& games, const EnvConfig& config, std::uint64_t seed);

}  // namespace spindash
