// SPDX-License-Identifier: MIT
// One zstd stream in a file, for what is too large to build in memory first. The writer's file appears whole or not at
// all (atomic_file.h); the `zstd` program reads it too. A damaged or short file throws Error with its path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace spindash {

class CompressedWriter {
 public:
  explicit CompressedWriter(const std::filesystem::path& target);
  ~CompressedWriter();
  void write(std::span<const std::uint8_t> bytes);
  /// Ends the stream and gives the file its name; without it nothing is left behind.
  void commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class CompressedReader {
 public:
  explicit CompressedReader(const std::filesystem::path& file);
  ~CompressedReader();
  /// Fills `bytes` entirely.
  void read(std::span<std::uint8_t> bytes);
  /// Throws Error unless the stream ends here.
  void expect_end();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace spindash
