// SPDX-License-Identifier: MIT
#include "env/wrap/way_search.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "env/wrap/plain_way.h"

namespace spindash {

namespace {

constexpr int kPlaceBits = 5;            // width and height of a place: 32 pixels of the level
constexpr int kStretch = 96;             // frames played from a place before another is chosen
constexpr int kLongestHold = 40;         // frames that an action is held, about, at most
constexpr int kDrawn = 4;                // places of which the one least gone on from is chosen
constexpr int kNowhereFrames = 100'000;  // given to come to a second place

struct Reached {
  Bytes state;                        // empty where the same place was come to in fewer choices since
  std::size_t before = 0;             // what was left for it; of the beginning: itself
  std::vector<std::uint8_t> actions;  // that lead here from there
  double gained = 0;                  // points since the beginning
  std::uint32_t choices = 0;          // since the beginning
  int tried = 0;
};

class Searching {
 public:
  Searching(Game& game, Bytes from, const WaySearch& search, Random& random)
      : game_(game), search_(search), random_(random), frames_of_choice_(search.frame_skip * search.hold) {
    Reached beginning;
    beginning.state = std::move(from);
    load_saved(game_, beginning.state);
    keep(std::move(beginning));
  }

  SearchedWay run() {
    int most = std::min(search_.most_frames, kNowhereFrames);
    bool found = false;
    while (!found && frames_ < most) {
      const std::size_t from = choose();
      ++reached_[from].tried;
      load_saved(game_, reached_[from].state);
      found = go_on(from);
      if (newest_.size() > 1) most = search_.most_frames;
    }
    SearchedWay searched;
    searched.frames = frames_;
    if (found) {
      make_plain({game_, search_.actions, frames_of_choice_, search_.wanted}, reached_.front().state, actions_);
      searched.way = way();
    }
    return searched;
  }

 private:
  std::size_t choose() {
    const auto draw = [this] { return newest_[random_.below(static_cast<std::uint32_t>(newest_.size()))]; };
    std::size_t least = draw();
    for (int i = 1; i < kDrawn; ++i) {
      const std::size_t other = draw();
      if (reached_[other].tried < reached_[least].tried) least = other;
    }
    return least;
  }

  /// Whether enough was paid; then `actions_` lead there from the beginning.
  bool go_on(std::size_t from) {
    double gained = reached_[from].gained;
    std::uint32_t choices = reached_[from].choices;
    std::vector<std::uint8_t> actions;
    std::uint8_t action = 0;
    for (int played = 0, held = 0; played < kStretch; played += frames_of_choice_, held -= frames_of_choice_) {
      if (held <= 0) {
        action = static_cast<std::uint8_t>(random_.below(static_cast<std::uint32_t>(search_.actions.size())));
        held = random_.between(1, kLongestHold);
      }
      const FrameResult now = play(action);
      actions.push_back(action);
      ++choices;
      gained += now.reward;
      if (gained >= search_.wanted) {
        lead_to(from);
        actions_.insert(actions_.end(), actions.begin(), actions.end());
        return true;
      }
      if (now.terminated || now.truncated) return false;
      Reached place;
      place.before = from;
      place.gained = gained;
      place.choices = choices;
      if (!is_better(place)) continue;
      place.actions = std::exchange(actions, {});
      ByteWriter out(place.state);
      game_.save(out);
      from = keep(std::move(place));
    }
    return false;
  }

  void lead_to(std::size_t place) {
    std::vector<std::size_t> places = {place};
    while (places.back() != 0) places.push_back(reached_[places.back()].before);
    for (auto each = places.rbegin(); each != places.rend(); ++each) {
      const auto& there = reached_[*each].actions;
      actions_.insert(actions_.end(), there.begin(), there.end());
    }
  }

  Way way() {
    Way way = {std::move(reached_.front().state), std::move(actions_), {}, search_.hold};
    std::unordered_set<std::int64_t> been;
    const auto note = [&](std::size_t choices) {
      const Status status = game_.status();
      if (been.insert(place_now()).second)
        way.places.push_back({static_cast<std::uint32_t>(choices), status.x, status.y});
    };
    load_saved(game_, way.from);
    note(0);
    for (std::size_t i = 0; i + 1 < way.actions.size(); ++i) {
      play(way.actions[i]);
      note(i + 1);
    }
    return way;
  }

  FrameResult play(std::uint8_t action) {
    const auto [now, frames] = play_choice(game_, search_.actions[action], frames_of_choice_);
    frames_ += frames;
    return now;
  }

  /// Whether the game is at a place where it never was, or came to in more choices.
  bool is_better(const Reached& now) const {
    const auto known = known_.find(place_now());
    return known == known_.end() || now.choices < reached_[newest_[known->second]].choices;
  }

  std::size_t keep(Reached place) {
    const std::size_t index = reached_.size();
    const auto [known, is_new] = known_.try_emplace(place_now(), newest_.size());
    if (is_new) {
      newest_.push_back(index);
    } else {
      std::size_t& newest = newest_[known->second];
      place.tried = reached_[newest].tried;
      reached_[newest].state = {};
      newest = index;
    }
    reached_.push_back(std::move(place));
    return index;
  }

  std::int64_t place_now() const {
    const Status status = game_.status();
    return std::int64_t{status.x >> kPlaceBits} * (std::int64_t{1} << 32) + (status.y >> kPlaceBits);
  }

  Game& game_;
  const WaySearch& search_;
  Random& random_;
  int frames_of_choice_;
  std::vector<Reached> reached_;
  std::vector<std::size_t> newest_;                      // of each place: the one come to in the fewest choices
  std::unordered_map<std::int64_t, std::size_t> known_;  // place -> its number in newest_
  std::vector<std::uint8_t> actions_;                    // of the way that was found
  int frames_ = 0;
};

}  // namespace

SearchedWay find_way_on(Game& game, Bytes from, const WaySearch& search, Random& random) {
  return Searching(game, std::move(from), search, random).run();
}

}  // namespace spindash
