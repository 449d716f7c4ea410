// SPDX-License-Identifier: MIT
#include "env/wrap/way_search.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "env/remote_game.h"

namespace spindash {

namespace {

constexpr int kPlaceBits = 5;            // width and height of a place: 32 pixels of the level
constexpr int kStretch = 24;             // steps played from a place before another is chosen
constexpr int kLongestHold = 10;         // steps that an action is held at most
constexpr int kDrawn = 4;                // places of which the one least gone on from is chosen
constexpr int kNowhereFrames = 100'000;  // given to come to a second place

struct Reached {
  Bytes state;
  std::size_t before = 0;      // the place that was left for it; of the beginning: itself
  std::vector<Buttons> steps;  // that lead here from there
  double gained = 0;           // points since the beginning
  int tried = 0;
};

StretchResult play_step(Game& game, Buttons buttons, int frames) {
  if (RemoteGame* remote = game.remote()) return remote->run({buttons, buttons, frames}, {});
  StretchResult result;
  for (; result.frames < frames && !result.sum.terminated && !result.sum.truncated; ++result.frames) {
    const FrameResult now = game.step(buttons);
    result.sum = {result.sum.reward + now.reward, now.terminated, now.truncated};
  }
  return result;
}

class Searching {
 public:
  Searching(Game& game, Bytes from, const WaySearch& search, Random& random)
      : game_(game), search_(search), random_(random) {
    Reached& beginning = reached_.emplace_back();
    beginning.state = std::move(from);
    load_saved(game_, beginning.state);
    known_.insert(place_now());
  }

  SearchedWay run() {
    while (frames_ < (reached_.size() > 1 ? search_.most_frames : std::min(search_.most_frames, kNowhereFrames))) {
      const std::size_t from = choose();
      ++reached_[from].tried;
      load_saved(game_, reached_[from].state);
      if (go_on(from)) return {way(), frames_};
    }
    return {{}, frames_};
  }

 private:
  std::size_t choose() {
    const auto draw = [this] { return random_.below(static_cast<std::uint32_t>(reached_.size())); };
    std::size_t least = draw();
    for (int i = 1; i < kDrawn; ++i) {
      const std::size_t other = draw();
      if (reached_[other].tried < reached_[least].tried) least = other;
    }
    return least;
  }

  /// Whether enough was paid; then `last_` and `to_the_end_` lead there.
  bool go_on(std::size_t from) {
    double gained = reached_[from].gained;
    std::vector<Buttons> steps;
    Buttons buttons = 0;
    int held = 0;
    for (int step = 0; step < kStretch; ++step) {
      if (held == 0) {
        buttons = search_.actions[random_.below(static_cast<std::uint32_t>(search_.actions.size()))];
        held = random_.between(1, kLongestHold);
      }
      --held;
      const auto [now, frames] = play_step(game_, buttons, search_.frame_skip);
      steps.push_back(buttons);
      frames_ += frames;
      gained += now.reward;
      if (gained >= search_.wanted) {
        last_ = from;
        to_the_end_ = std::move(steps);
        return true;
      }
      if (now.terminated || now.truncated) return false;
      if (!known_.insert(place_now()).second) continue;
      reached_.push_back({Bytes(), from, std::exchange(steps, {}), gained});
      Reached& place = reached_.back();
      ByteWriter out(place.state);
      game_.save(out);
      from = reached_.size() - 1;
    }
    return false;
  }

  Way way() {
    std::vector<std::size_t> places = {last_};
    while (places.back() != 0) places.push_back(reached_[places.back()].before);
    std::ranges::reverse(places);
    Way way = {std::move(reached_.front().state), {}, {}};
    for (const std::size_t place : places) {
      way.steps.insert(way.steps.end(), reached_[place].steps.begin(), reached_[place].steps.end());
      way.places.push_back(static_cast<std::uint32_t>(way.steps.size()));
    }
    way.steps.insert(way.steps.end(), to_the_end_.begin(), to_the_end_.end());
    return way;
  }

  std::int64_t place_now() const {
    const Status status = game_.status();
    return std::int64_t{status.x >> kPlaceBits} * (std::int64_t{1} << 32) + (status.y >> kPlaceBits);
  }

  Game& game_;
  const WaySearch& search_;
  Random& random_;
  std::vector<Reached> reached_;
  std::unordered_set<std::int64_t> known_;
  std::vector<Buttons> to_the_end_;
  std::size_t last_ = 0;
  int frames_ = 0;
};

}  // namespace

void load_saved(Game& game, std::span<const std::uint8_t> state) {
  ByteReader in(state, "archived state");
  game.load(in);
  in.expect_end();
}

SearchedWay find_way_on(Game& game, Bytes from, const WaySearch& search, Random& random) {
  return Searching(game, std::move(from), search, random).run();
}

bool go_along(Game& game, const Way& way, std::size_t place, int frame_skip) {
  load_saved(game, way.from);
  for (std::uint32_t step = 0; step < way.places.at(place); ++step) {
    const FrameResult now = play_step(game, way.steps.at(step), frame_skip).sum;
    if (now.terminated || now.truncated) return false;
  }
  return true;
}

}  // namespace spindash
