// SPDX-License-Identifier: MIT
#include "env/dash/paint/player_sprites.h"

namespace spindash::dash {
namespace {

constexpr int kSize = 56, kTurns = 16, kWalkFrames = 8, kRunFrames = 4, kBallFrames = 8;
constexpr Pixel kInk = rgb(28, 12, 24);

constexpr int p(int pixels) {
  return 16 * pixels;
}

constexpr Ramp kFur = {rgb(136, 16, 40), rgb(216, 36, 56), rgb(248, 80, 72), rgb(255, 152, 120)};
constexpr Ramp kCream = {rgb(200, 168, 144), rgb(244, 228, 204), rgb(255, 246, 228), rgb(255, 255, 255)};
constexpr Ramp kLegs = {rgb(40, 16, 32), rgb(72, 32, 48), rgb(104, 52, 64), rgb(144, 84, 92)};
constexpr Ramp kBoots = {rgb(176, 104, 0), rgb(248, 184, 16), rgb(255, 216, 72), rgb(255, 244, 168)};
constexpr Ramp kScarf = {rgb(0, 88, 128), rgb(0, 160, 200), rgb(64, 208, 232), rgb(176, 248, 255)};

struct Point {
  int x, y;
};

// Where everything is, in pixels from the centre, facing right.
struct Pose {
  Point foot_near{3, 17}, foot_far{-3, 17}, hand{8, 5};
  Point body{-1, 3}, head{1, -9};
  int tail = 0, scarf = 0;  // how far they rise
  bool blink = false, pain = false;
};

void draw_tail(Canvas& canvas, const Pose& pose) {
  const Point root{pose.body.x - 5, pose.body.y + 4};
  for (int i = 0; i < 5; ++i) {
    const int x = root.x - 3 - i * 3, y = root.y - i * i * pose.tail / 12 - i / 2;
    canvas.orb(p(x), p(y), p(4), p(4), i == 2 || i == 4 ? kCream : kFur);
  }
}

void draw_leg(Canvas& canvas, Point hip, Point foot) {
  const Point knee{(hip.x + foot.x) / 2 + 2, (hip.y + foot.y) / 2};
  canvas.limb(p(hip.x), p(hip.y), p(knee.x), p(knee.y), p(3), kLegs);
  canvas.limb(p(knee.x), p(knee.y), p(foot.x), p(foot.y), p(2), kLegs);
  canvas.limb(p(foot.x - 1), p(foot.y), p(foot.x + 4), p(foot.y), 44, kBoots);
}

void draw_head(Canvas& canvas, const Pose& pose) {
  const int x = p(pose.head.x), y = p(pose.head.y);
  canvas.triangle(x - p(9), y - p(4), x - p(6), y - p(13), x - p(1), y - p(7), kFur);
  canvas.triangle(x + p(1), y - p(8), x + p(5), y - p(13), x + p(7), y - p(4), kFur);
  canvas.triangle(x - p(7), y - p(6), x - p(6), y - p(11), x - p(3), y - p(7), kCream);
  canvas.orb(x, y, p(9), p(8), kFur);
  canvas.orb(x + p(5), y + p(3), p(5), p(4), kCream);
  canvas.ellipse(x + p(9), y + p(1), 28, 24, kInk);
  if (pose.blink) {
    canvas.limb(x + p(2), y - p(1), x + p(6), y - p(1), 10, {kInk, kInk, kInk, kInk});
  } else {
    canvas.ellipse(x + p(4), y - p(2), 46, 62, rgb(255, 255, 255));
    canvas.ellipse(x + p(5), y - p(1), pose.pain ? 12 : 24, pose.pain ? 12 : 44, kInk);
    canvas.ellipse(x + p(5) + 6, y - p(2) - 6, 9, 11, rgb(255, 255, 255));
  }
  canvas.limb(x - p(1), y - p(6), x + p(3), y - p(6), 16, {kCream[1], kCream[1], kCream[1], kCream[1]});
}

Image draw(const Pose& pose, Angle turn) {
  Canvas canvas(kSize, kSize, turn);
  draw_tail(canvas, pose);
  draw_leg(canvas, {pose.body.x - 2, pose.body.y + 6}, pose.foot_far);
  canvas.limb(p(pose.body.x - 3), p(pose.body.y - 6), p(pose.body.x - 13), p(pose.body.y - 4 - pose.scarf), 40, kScarf);
  canvas.orb(p(pose.body.x), p(pose.body.y), p(8), p(8), kFur);
  canvas.orb(p(pose.body.x + 3), p(pose.body.y + 1), p(5), p(6), kCream);
  draw_leg(canvas, {pose.body.x + 1, pose.body.y + 6}, pose.foot_near);
  draw_head(canvas, pose);
  canvas.limb(p(pose.body.x - 5), p(pose.body.y - 6), p(pose.body.x + 6), p(pose.body.y - 5), 40, kScarf);
  canvas.limb(p(pose.body.x), p(pose.body.y - 2), p(pose.hand.x), p(pose.hand.y), 36, kFur);
  canvas.orb(p(pose.hand.x), p(pose.hand.y), 48, 48, kBoots);
  canvas.outline(kInk);
  return canvas.image();
}

Image draw_ball(Angle turn, bool blurred) {
  Canvas canvas(kSize, kSize, turn);
  canvas.orb(0, 0, p(13), p(13), kFur);
  canvas.limb(p(-8), p(-6), p(4), p(-9), 40, kCream);
  canvas.limb(p(4), p(-9), p(9), p(0), 40, kCream);
  canvas.limb(p(-9), p(4), p(2), p(9), 32, kScarf);
  canvas.orb(p(5), p(6), 56, 48, kBoots);
  canvas.orb(p(-2), p(-1), p(5), p(5), kLegs);
  canvas.orb(p(0), p(-1), p(3), p(3), kFur);
  if (blurred) {
    canvas.limb(p(-12), 0, p(-18), p(2), 20, kScarf);
    canvas.limb(p(-10), p(7), p(-19), p(10), 20, kCream);
  }
  canvas.outline(kInk);
  return canvas.image();
}

// Feet on an ellipse, half a turn apart; the body bobs with them.
Pose stride_pose(int phase, int reach, int lift, int lean) {
  const auto foot = [&](int turn) {
    const auto angle = static_cast<Angle>(turn);
    const int up = sine(angle) > 0 ? lift * sine(angle) / 256 : 0;
    return Point{reach * cosine(angle) / 256 - 1, 17 - up};
  };
  Pose pose;
  pose.foot_near = foot(phase);
  pose.foot_far = foot(phase + 128);
  pose.hand = {4 - (reach * cosine(static_cast<Angle>(phase))) / 256, 6 - lean};
  const int bob = sine(static_cast<Angle>(2 * phase)) / 160;
  pose.body = {-1 + lean, 3 + bob};
  pose.head = {1 + 2 * lean, -9 + bob};
  pose.tail = 3 + bob;
  pose.scarf = 2 * bob + lean;
  return pose;
}

struct PlayerArt {
  std::array<std::array<Image, kTurns>, kWalkFrames> walk;
  std::array<std::array<Image, kTurns>, kRunFrames> run;
  std::array<Image, kBallFrames> ball, charge;
  std::array<Image, 2> idle, push, spring;
  std::array<Image, kTurns> stand;
  Image duck, up, brake, hurt;

  PlayerArt() {
    for (std::size_t turn = 0; turn < kTurns; ++turn) {
      const auto angle = static_cast<Angle>(turn * 16);
      for (std::size_t i = 0; i < kWalkFrames; ++i)
        walk[i][turn] = draw(stride_pose(static_cast<int>(i) * -32, 7, 5, 0), angle);
      for (std::size_t i = 0; i < kRunFrames; ++i)
        run[i][turn] = draw(stride_pose(static_cast<int>(i) * -64 + 24, 11, 7, 2), angle);
      stand[turn] = draw({}, angle);
    }
    for (std::size_t i = 0; i < kBallFrames; ++i) {
      ball[i] = draw_ball(static_cast<Angle>(256 - 32 * i), false);
      charge[i] = draw_ball(static_cast<Angle>((i & 1) * 128 + 16 * i), true);
    }
    Pose pose;
    pose.tail = 5;
    idle[0] = draw(pose, 0);
    pose.blink = true;
    idle[1] = draw(pose, 0);
    duck = draw({{5, 17}, {-5, 17}, {7, 12}, {-1, 9}, {2, 2}, 0, 0, false, false}, 0);
    up = draw({{3, 17}, {-3, 17}, {7, 5}, {-1, 3}, {-2, -11}, 6, -4, false, false}, 0);
    brake = draw({{8, 16}, {2, 17}, {-4, -2}, {-3, 4}, {-4, -7}, 8, 6, false, false}, 0);
    hurt = draw({{9, 12}, {-8, 13}, {10, -6}, {-1, 3}, {-3, -8}, 9, 8, false, true}, 0);
    for (std::size_t i = 0; i < 2; ++i) {
      const int step = i == 0 ? 4 : -4;
      push[i] = draw({{-4 + step, 17}, {-4 - step, 17}, {12, -1}, {1, 3}, {4, -7}, 2, 0, i == 1, false}, 0);
      spring[i] = draw({{1, 16},
                        {-5, 15 - static_cast<int>(i)},
                        {8, -10 + static_cast<int>(i)},
                        {-1, 2},
                        {1, -10},
                        -4,
                        -6,
                        false,
                        false},
                       0);
    }
  }
};

const Image& on_ground(const PlayerArt& art, const PlayerState& player, std::size_t turn, int frame) {
  const Fixed pace = absolute(player.ground_speed);
  if (player.pushing) return art.push[static_cast<std::size_t>((frame / 16) & 1)];
  if (player.braking) return art.brake;
  if (player.ducking) return art.duck;
  if (player.looking_up) return art.up;
  if (pace < 32) return turn != 0 ? art.stand[turn] : art.idle[frame % 160 < 8 ? 1 : 0];
  if (pace >= px(5)) return art.run[(player.stride / 14) % kRunFrames][turn];
  return art.walk[(player.stride / 7) % kWalkFrames][turn];
}

}  // namespace

Sprite player_sprite(const PlayerState& player, int frame) {
  static const PlayerArt art;
  const bool flipped = player.faces_left;
  // A flipped picture turns the other way.
  const int tilt = flipped ? -player.angle : player.angle;
  const auto turn = static_cast<std::size_t>(((tilt + 8) & 255) / 16);
  if (player.charging) return {&art.charge[static_cast<std::size_t>((frame / 2) & 7)], flipped};
  if (player.ball) {
    const int pace = 1 + absolute(player.on_ground ? player.ground_speed : player.vx) / px(3);
    return {&art.ball[static_cast<std::size_t>((frame * pace / 4) & 7)], flipped};
  }
  if (player.hurt) return {&art.hurt, flipped};
  if (player.on_ground) return {&on_ground(art, player, turn, frame), flipped};
  if (player.vy < 0) return {&art.spring[static_cast<std::size_t>((frame / 4) & 1)], flipped};
  return {&art.walk[static_cast<std::size_t>((frame / 4) & 7)][turn], flipped};
}

}  // namespace spindash::dash
