// SPDX-License-Identifier: MIT
// A level while it is drawn from left to right: a ground line with a height for every pixel column, and solids, loops,
// objects and rings put on it. finish() cuts it into tiles. Level parts (part_*.cpp) move the cursor as they build.
// Pixels; solids lie on the 16-pixel grid; y grows downward.
#pragma once

#include <string>
#include <vector>

#include "env/dash/level_map.h"

namespace spindash::dash {

inline constexpr int kLevelRows = 72;
inline constexpr int kLevelHeight = kLevelRows * kTile;
/// The cursor stays between these, so that there is air above and ground below.
inline constexpr int kHighest = 352, kLowest = 880;

class Sketch {
 public:
  explicit Sketch(int start_y) : y_(start_y) {}

  int x() const { return static_cast<int>(ground_.size()); }
  int y() const { return y_; }

  // The ground line, appended at the cursor. Widths and heights are multiples of 16.
  void flat(int width);
  /// Straight with rounded ends, then dy pixels lower (up where negative); at least 96 wide.
  void slope(int width, int dy);
  /// Starts and ends level, like a wave.
  void ease(int width, int dy);
  /// No ground at all.
  void gap(int width);
  /// A vertical step, `dy` lower.
  void step(int dy);

  // Solids.
  void block(int x, int y, int width, int height);
  void ledge(int x, int y, int width);
  /// Ground of 2 radius + 64 pixels with a loop standing on it.
  void loop(int radius);
  /// A curved foot for the wall that rises at `wall_x` from ground at `ground_y`.
  void curve(int wall_x, int ground_y, int radius);

  /// Rock over the ground from x on: flat above at top_y, below it follows the ground at a height of `clear` pixels.
  void roof(int x, int width, int top_y, int clear) { roofs_.push_back({x, width, top_y, clear}); }

  void ring(int x, int y) { rings_.push_back({x, y}); }
  void ring_row(int x, int y, int count, int spacing = 24);
  /// Along the arc of a jump of `width` that peaks `height` over y.
  void ring_arc(int x, int y, int width, int height, int count);
  void add(const ObjectSpec& spec) { objects_.push_back(spec); }
  void mark(const Landmark& landmark) { landmarks_.push_back(landmark); }
  /// The post; its foot at the cursor.
  void goal();

  const std::vector<Landmark>& landmarks() const { return landmarks_; }
  /// No solid, loop or object stands above the ground within `margin` of x.
  bool is_open(int x, int margin) const;
  int ground_at(int x) const { return ground_[static_cast<std::size_t>(x)]; }

  LevelMap finish(std::string name, int zone) const;

  static constexpr int kNoGround = 1 << 20;

 private:
  struct Box {
    int x, y, width, height;
    Material material;
  };
  struct Curve {
    int x, y, radius;  // centre of the circle that is cut out
  };
  struct Roof {
    int x, width, top_y, clear;
  };
  friend class Rasterizer;

  int y_;
  int goal_x_ = 0, goal_y_ = 0;
  std::vector<int> ground_;  // y of the first solid pixel by column
  std::vector<Box> boxes_;
  std::vector<Curve> curves_;
  std::vector<Roof> roofs_;
  std::vector<Loop> loops_;
  std::vector<Pit> pits_;
  std::vector<Ring> rings_;
  std::vector<ObjectSpec> objects_;
  std::vector<Landmark> landmarks_;
};

}  // namespace spindash::dash
