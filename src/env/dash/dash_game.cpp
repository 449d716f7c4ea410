// SPDX-License-Identifier: MIT
#include "env/dash/dash_game.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "base/error.h"
#include "env/dash/paint/renderer.h"

namespace spindash::dash {
namespace {

constexpr double kWayPoints = 9000, kTimePoints = 1000;
constexpr int kMeets = 32;  // so near the wall that turns the player back, or so far beyond it

double time_bonus(int frames) {
  return frames >= kMaxFrames ? 0 : kTimePoints * (kMaxFrames - frames) / kMaxFrames;
}

// Bytes from outside are not trusted: a bool must be 0 or 1, positions and indices must lie where a game can bring
// them.
bool has_booleans(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kFirst = offsetof(World, player) + offsetof(PlayerState, on_ground),
                        kLast = offsetof(World, player) + offsetof(PlayerState, braking);
  return std::all_of(bytes.begin() + kFirst, bytes.begin() + kLast + 1, [](std::uint8_t byte) { return byte <= 1; });
}

bool is_sound(const World& world, const LevelMap& map) {
  const auto within = [](int value, int low, int high) { return value >= low && value <= high; };
  constexpr int kFar = 1 << 28;
  const PlayerState& player = world.player;
  return within(to_pixel(player.x), 0, map.width()) && within(to_pixel(player.y), -8192, map.height() + 64) &&
         within(player.vx, -kSpeedCap, kSpeedCap) && within(player.vy, -px(32), px(32)) &&
         within(player.ground_speed, -px(32), px(32)) &&
         within(player.standing_on, -1, static_cast<int>(map.objects.size()) - 1) && player.layer <= 1 &&
         within(world.camera_x, 0, map.width()) && within(world.camera_y, -kScreenHeight, map.height()) &&
         within(world.frames, 0, kMaxFrames) && within(world.best_x, 0, map.width()) &&
         std::all_of(world.objects.begin(), world.objects.end(), [&](const ObjectState& state) {
           return within(state.x, -kFar, kFar) && within(state.y, -kFar, kFar);
         });
}

}  // namespace

DashGame::DashGame(std::shared_ptr<const LevelSet> set, RewardKind reward) : set_(std::move(set)), reward_(reward) {
  reset(0);
}

void DashGame::reset(std::size_t level) {
  level_ = set_->level(level);
  index_ = level;
  world_ = start_world(level_->map());
  route_point_ = 0;
}

double DashGame::progress_at(int x) const {
  const LevelMap& map = level_->map();
  const double share = static_cast<double>(x - map.start_x) / (map.goal_x - map.start_x);
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

/// The share of the level that has been paid for.
double DashGame::paid_share() const {
  switch (reward_) {
    case RewardKind::kContest:
      return progress_at(to_pixel(world_.player.x));
    case RewardKind::kRoute:
      return level_->route().share(route_point_);
    default:
      return progress_at(world_.best_x);
  }
}

FrameResult DashGame::step(Buttons buttons) {
  const double before = paid_share();
  step_world(world_, level_->map(), buttons);
  if (reward_ == RewardKind::kRoute) {
    const Route& route = level_->route();
    const int x = to_pixel(world_.player.x), y = to_pixel(world_.player.y);
    route_point_ =
        static_cast<std::uint32_t>(world_.at_goal != 0 ? route.size() - 1 : route.advance(route_point_, x, y));
  }
  FrameResult result;
  result.reward = static_cast<float>(kWayPoints * (paid_share() - before));
  if (world_.at_goal != 0) result.reward += static_cast<float>(time_bonus(world_.frames));
  result.terminated = world_.at_goal != 0 || world_.dead != 0;
  result.truncated = !result.terminated && world_.frames >= kMaxFrames;
  return result;
}

void DashGame::draw(std::span<Pixel> pixels) const {
  if (pixels.size() != static_cast<std::size_t>(kScreenWidth) * kScreenHeight) {
    throw Error("dash", "draw() was given " + std::to_string(pixels.size()) + " pixels", "it needs 320 x 224");
  }
  draw_world(world_, level_->map(), level_->picture(), pixels);
}

Status DashGame::status() const {
  Status status;
  status.progress = progress_at(world_.best_x);
  status.score = kWayPoints * status.progress + (world_.at_goal != 0 ? time_bonus(world_.frames) : 0);
  status.x = to_pixel(world_.player.x);
  status.y = to_pixel(world_.player.y);
  status.frames = world_.frames;
  status.at_goal = world_.at_goal != 0;
  status.on_screen = ScreenPoint{status.x - world_.camera_x, status.y - world_.camera_y};
  for (const Landmark& mark : level_->map().landmarks) {
    if (mark.kind != Landmark::Kind::kGoBack) continue;
    ++status.go_backs.places;
    status.go_backs.met += world_.best_x >= mark.x - kMeets ? 1 : 0;
    status.go_backs.passed += world_.best_x >= mark.x + kMeets ? 1 : 0;
  }
  return status;
}

void DashGame::save(ByteWriter& out) const {
  out.write(static_cast<std::uint32_t>(index_));
  out.write(route_point_);
  out.write(world_);
}

void DashGame::load(ByteReader& in) {
  const auto index = in.read<std::uint32_t>();
  if (index >= set_->names().size())
    throw Error("dash", "the saved game is of level " + std::to_string(index),
                "load it with the set of levels it was saved with");
  if (index != index_) level_ = set_->level(index);
  index_ = index;
  route_point_ = in.read<std::uint32_t>();
  const std::size_t points = reward_ == RewardKind::kRoute ? level_->route().size() : 1;
  std::array<std::uint8_t, sizeof(World)> bytes{};
  in.read_bytes(bytes.data(), bytes.size());
  if (!has_booleans(bytes)) throw Error("dash", "the saved game is damaged", "save it anew");
  std::memcpy(&world_, bytes.data(), bytes.size());
  if (route_point_ >= points || !is_sound(world_, level_->map())) {
    route_point_ = 0;
    world_ = start_world(level_->map());
    throw Error("dash", "the saved game is damaged", "save it anew");
  }
}

}  // namespace spindash::dash
