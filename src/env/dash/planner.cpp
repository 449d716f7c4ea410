// SPDX-License-Identifier: MIT
#include "env/dash/planner.h"

#include <algorithm>
#include <memory>
#include <queue>
#include <unordered_set>

#include "env/game.h"

namespace spindash::dash {
namespace {

constexpr int kCell = 20, kBucket = 64, kCostOfTrying = 4;

// What a world can be continued with: runs, jumps of several heights, rolls, waits, and spin dashes.
std::vector<Plan> make_moves() {
  constexpr std::uint16_t kR = pad::kRight, kL = pad::kLeft, kD = pad::kDown, kB = pad::kB;
  std::vector<Plan> moves = {{{kR, 10}}, {{kL, 10}}, {{kR | kD, 12}},   {{0, 14}},
                             {{kR, 40}}, {{kL, 30}}, {{0, 2}, {kB, 24}}};
  for (const std::uint16_t side : {kR, kL}) {
    for (const std::uint16_t frames : {5, 14, 30})
      moves.push_back({{side, 2}, {static_cast<std::uint16_t>(side | kB), frames}});
    // Turn to face that way, then charge.
    Plan dash = {{side, 2}, {0, 8}};
    for (int press = 0; press < 4; ++press) {
      dash.push_back({kD, 3});
      dash.push_back({kD | kB, 2});
    }
    dash.push_back({side, 16});
    moves.push_back(std::move(dash));
  }
  return moves;
}

bool run(World& world, const LevelMap& map, const Plan& plan, int max_back = kAnyFarBack) {
  for (const Held& held : plan) {
    for (int i = 0; i < held.frames; ++i) {
      step_world(world, map, held.buttons);
      if (world.dead != 0 || world.frames >= kMaxFrames || world.best_x - to_pixel(world.player.x) > max_back)
        return false;
      if (world.at_goal != 0) return true;
    }
  }
  return true;
}

// Worlds of one cell are taken for the same: where the player is, how fast, and how many of `keys` it has.
std::uint64_t cell_of(const World& world, const std::vector<std::size_t>& keys) {
  const PlayerState& player = world.player;
  const auto part = [](int value) { return static_cast<std::uint64_t>(value) & 0xFFF; };
  const int pace = clamp_to(player.vx / 512, -4, 4);
  const int pose = (player.on_ground ? 1 : 0) | (player.ball ? 2 : 0) | (player.layer != 0 ? 4 : 0);
  const auto taken = std::count_if(keys.begin(), keys.end(),
                                   [&](std::size_t index) { return world.objects[index].phase == kGonePhase; });
  return part(to_pixel(player.x) / kCell) | part(to_pixel(player.y) / kCell) << 12 | part(pace) << 24 |
         part(pose) << 36 | part(player.on_ground ? 0 : clamp_to(player.vy / 768, -3, 3)) << 48 |
         part(static_cast<int>(taken)) << 60;
}

std::vector<std::size_t> keys_of(const LevelMap& map) {
  std::vector<std::size_t> keys;
  for (std::size_t i = 0; i < map.objects.size(); ++i) {
    if (map.objects[i].kind == ObjectKind::kKey) keys.push_back(i);
  }
  return keys;
}

struct Node {
  std::unique_ptr<World> world;  // freed once expanded
  int parent = -1, move = -1;
};

class Searcher {
 public:
  Searcher(const LevelMap& map, int max_back)
      : map_(map),
        max_back_(max_back),
        moves_(make_moves()),
        keys_(keys_of(map)),
        tries_(static_cast<std::size_t>(map.width() / kBucket + 1), 0) {}

  Search search(int limit, const std::function<bool()>& stop) {
    add(start_world(map_), -1, -1);
    while (!open_.empty() && result_.expanded < limit && !result_.plan) {
      if (stop && stop()) break;
      const auto [value, index] = open_.top();
      open_.pop();
      const int now = value_of(*nodes_[static_cast<std::size_t>(index)].world);
      if (now < value) {
        open_.emplace(now, index);
      } else {
        expand(index);
      }
    }
    return std::move(result_);
  }

 private:
  int& tries_at(const World& world) { return tries_[static_cast<std::size_t>(to_pixel(world.player.x) / kBucket)]; }
  int value_of(const World& world) { return to_pixel(world.player.x) - kCostOfTrying * tries_at(world); }

  void expand(int index) {
    ++result_.expanded;
    const std::unique_ptr<World> world = std::move(nodes_[static_cast<std::size_t>(index)].world);
    ++tries_at(*world);
    for (std::size_t move = 0; move < moves_.size() && !result_.plan; ++move) {
      World next = *world;
      if (run(next, map_, moves_[move], max_back_)) add(next, index, static_cast<int>(move));
    }
  }

  void add(const World& world, int parent, int move) {
    result_.best_x = std::max(result_.best_x, world.best_x);
    if (!seen_.insert(cell_of(world, keys_)).second && world.at_goal == 0) return;
    nodes_.push_back({std::make_unique<World>(world), parent, move});
    const int index = static_cast<int>(nodes_.size()) - 1;
    if (world.at_goal != 0) result_.plan = plan_to(index);
    open_.emplace(value_of(world), index);
  }

  Plan plan_to(int index) const {
    std::vector<int> chain;
    for (; nodes_[static_cast<std::size_t>(index)].parent >= 0;
         index = nodes_[static_cast<std::size_t>(index)].parent) {
      chain.push_back(nodes_[static_cast<std::size_t>(index)].move);
    }
    Plan plan;
    for (auto move = chain.rbegin(); move != chain.rend(); ++move) {
      for (const Held& held : moves_[static_cast<std::size_t>(*move)]) {
        if (!plan.empty() && plan.back().buttons == held.buttons) {
          plan.back().frames = static_cast<std::uint16_t>(plan.back().frames + held.frames);
        } else {
          plan.push_back(held);
        }
      }
    }
    return plan;
  }

  const LevelMap& map_;
  const int max_back_;
  const std::vector<Plan> moves_;
  const std::vector<std::size_t> keys_;
  std::vector<int> tries_;
  std::vector<Node> nodes_;
  std::unordered_set<std::uint64_t> seen_;
  std::priority_queue<std::pair<int, int>> open_;
  Search result_;
};

}  // namespace

Search find_way(const LevelMap& map, int limit, int max_back, const std::function<bool()>& stop) {
  return Searcher(map, max_back).search(limit, stop);
}

World follow(const LevelMap& map, const Plan& plan) {
  World world = start_world(map);
  run(world, map, plan);
  return world;
}

std::vector<Waypoint> trace_way(const LevelMap& map, const Plan& plan) {
  World world = start_world(map);
  std::vector<Waypoint> way;
  for (const Held& held : plan) {
    for (int i = 0; i < held.frames && world.dead == 0 && world.at_goal == 0; ++i) {
      step_world(world, map, held.buttons);
      way.push_back({to_pixel(world.player.x), to_pixel(world.player.y)});
    }
  }
  return way;
}

}  // namespace spindash::dash
