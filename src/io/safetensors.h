// SPDX-License-Identifier: MIT
// Named tensors in one file, in the safetensors format (https://huggingface.co/docs/safetensors): an 8-byte header
// size, a JSON header, then the data, little-endian and without gaps. What a hostile file claims is checked before it
// is used: sizes, offsets, overlaps and shapes; the Error names file and fault.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace spindash {

/// A tensor whose bytes are somewhere else. dtype is the format's name for it: "F32", "BF16", "I64", "U8", ...
struct TensorView {
  std::string dtype;
  std::vector<std::int64_t> shape;
  std::span<const std::uint8_t> bytes;
};

using TensorViews = std::map<std::string, TensorView>;
using TensorNotes = std::map<std::string, std::string>;

/// A file's content; the views live as long as it does.
class Safetensors {
 public:
  static Safetensors read(const std::filesystem::path& file);
  /// `name` is what errors call the bytes.
  static Safetensors parse(Bytes content, const std::string& name);

  Safetensors(Safetensors&&) = default;
  Safetensors& operator=(Safetensors&&) = default;

  const TensorViews& tensors() const { return tensors_; }
  /// The file's own words about itself (the header's __metadata__).
  const TensorNotes& notes() const { return notes_; }
  /// Throws Error when there is none of this name.
  const TensorView& at(const std::string& tensor) const;

 private:
  Safetensors() = default;

  std::string name_;
  Bytes content_;
  TensorViews tensors_;
  TensorNotes notes_;
};

/// Whole or not at all. Larger elements come first, so that every tensor is aligned to its element.
void write_safetensors(const std::filesystem::path& file, const TensorViews& tensors, const TensorNotes& notes = {});
/// Bytes of one element; 0 for a name that the format does not have.
std::size_t dtype_size(std::string_view dtype);

}  // namespace spindash
