// SPDX-License-Identifier: MIT
#include "nn/patches.h"

#include <torch/csrc/autograd/custom_function.h>

#include <cstring>

#include "nn/bfloat16.h"

namespace spindash {

using torch::Tensor;

namespace {

constexpr int64_t kVector = 32;  // bytes copied at a time

/// One picture within its border of zeros.
struct PaddedSizes {
  PaddedSizes(int64_t height, int64_t width, int64_t depth, int64_t border)
      : rows(height), row(width * depth), stride((width + 2 * border) * depth), origin(border * (stride + depth)) {}
  int64_t elements(int64_t border) const { return (rows + 2 * border) * stride; }

  int64_t rows, row;  ///< of the picture; `row` counts numbers
  int64_t stride;     ///< numbers from one row to the next
  int64_t origin;     ///< where the picture's first number lies
};

template <class From, class T>
void copy_in(const From* picture, const PaddedSizes& padded, T* out) {
  for (int64_t y = 0; y < padded.rows; ++y) {
    copy_numbers(picture + y * padded.row, padded.row, out + padded.origin + y * padded.stride);
  }
}

/// Copies `count` rows of `bytes`, rounded up to whole vectors: what is written too much is written over by the row
/// that follows, and behind the last one there is room.
template <int kVectors>
void copy_rows(const std::byte* from, int64_t from_stride, std::byte* to, int64_t bytes, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    for (int v = 0; v < kVectors; ++v) std::memcpy(to + v * kVector, from + v * kVector, kVector);
    from += from_stride;
    to += bytes;
  }
}

using CopyRows = void (*)(const std::byte*, int64_t, std::byte*, int64_t, int64_t);

void copy_long_rows(const std::byte* from, int64_t from_stride, std::byte* to, int64_t bytes, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    std::memcpy(to + i * bytes, from + i * from_stride, static_cast<std::size_t>(bytes));
}

CopyRows row_copier(int64_t bytes) {
  switch ((bytes + kVector - 1) / kVector) {
    case 1:
      return copy_rows<1>;
    case 2:
      return copy_rows<2>;
    case 3:
      return copy_rows<3>;
    case 4:
      return copy_rows<4>;
    case 6:
      return copy_rows<6>;
    case 8:
      return copy_rows<8>;
    default:
      return copy_long_rows;
  }
}

template <class From, class T>
void gather(const Tensor& pictures, const PatchGrid& grid, T* out) {
  const int64_t H = pictures.size(1), W = pictures.size(2), C = pictures.size(3);
  const PaddedSizes padded(H, W, C, grid.padding);
  std::vector<T> screen(static_cast<std::size_t>(padded.elements(grid.padding) + kVector), T(0));
  const int64_t bytes = grid.kernel * C * static_cast<int64_t>(sizeof(T));
  const CopyRows copy = row_copier(bytes);
  const auto* picture = pictures.const_data_ptr<From>();
  for (int64_t b = 0; b < pictures.size(0); ++b, picture += H * W * C) {
    copy_in(picture, padded, screen.data());
    for (int64_t y = 0; y < grid.patches(H); ++y) {
      const T* from = screen.data() + y * grid.stride * padded.stride;
      for (int64_t x = 0; x < grid.patches(W); ++x) {
        copy(reinterpret_cast<const std::byte*>(from + x * grid.stride * C),
             padded.stride * static_cast<int64_t>(sizeof(T)), reinterpret_cast<std::byte*>(out), bytes, grid.kernel);
        out += grid.kernel * grid.kernel * C;
      }
    }
  }
}

template <class T>
void scatter(const Tensor& patches, const PatchGrid& grid, Tensor& pictures) {
  const int64_t H = pictures.size(1), W = pictures.size(2), C = pictures.size(3);
  const PaddedSizes padded(H, W, C, grid.padding);
  const int64_t row = grid.kernel * C;
  std::vector<float> sums(static_cast<std::size_t>(padded.elements(grid.padding)));
  const T* from = patches.const_data_ptr<T>();
  T* to = pictures.data_ptr<T>();
  for (int64_t b = 0; b < pictures.size(0); ++b) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (int64_t y = 0; y < grid.patches(H); ++y) {
      for (int64_t x = 0; x < grid.patches(W); ++x) {
        float* corner = sums.data() + y * grid.stride * padded.stride + x * grid.stride * C;
        for (int64_t k = 0; k < grid.kernel; ++k, from += row) {
          float* sum = corner + k * padded.stride;
          for (int64_t i = 0; i < row; ++i) sum[i] += to_float(from[i]);
        }
      }
    }
    for (int64_t y = 0; y < H; ++y, to += padded.row) {
      const float* sum = sums.data() + padded.origin + y * padded.stride;
      for (int64_t i = 0; i < padded.row; ++i) to[i] = from_float<T>(sum[i]);
    }
  }
}

}  // namespace

PatchGrid grid_of(const torch::nn::Conv2d& layer) {
  const auto& options = layer->options;
  return {options.kernel_size()->at(0), options.stride()->at(0),
          std::get<torch::ExpandingArray<2>>(options.padding())->at(0)};
}

void save_grid(torch::autograd::AutogradContext& context, const PatchGrid& grid) {
  context.saved_data["grid"] = std::vector<int64_t>{grid.kernel, grid.stride, grid.padding};
}

PatchGrid saved_grid(torch::autograd::AutogradContext& context) {
  const auto grid = context.saved_data["grid"].toIntVector();
  return {grid[0], grid[1], grid[2]};
}

Tensor gather_patches(const Tensor& pictures, const PatchGrid& grid, torch::ScalarType type) {
  TORCH_CHECK(pictures.dim() == 4 && pictures.is_contiguous(), "gather_patches takes contiguous [B, H, W, C]");
  const int64_t count = pictures.size(0) * grid.patches(pictures.size(1)) * grid.patches(pictures.size(2));
  const int64_t size = grid.kernel * grid.kernel * pictures.size(3);
  const Tensor room = torch::empty({count * size + kVector}, pictures.options().dtype(type));
  const bool bytes = pictures.scalar_type() == torch::kByte;
  TORCH_CHECK(bytes || pictures.scalar_type() == type, "gather_patches takes uint8 or the type it is to give");
  if (type == torch::kFloat) {
    (bytes ? gather<std::uint8_t, float> : gather<float, float>)(pictures, grid, room.data_ptr<float>());
  } else {
    TORCH_CHECK(type == torch::kBFloat16, "gather_patches gives float or bfloat16");
    (bytes ? gather<std::uint8_t, at::BFloat16> : gather<at::BFloat16, at::BFloat16>)(pictures, grid,
                                                                                      room.data_ptr<at::BFloat16>());
  }
  return room.slice(0, 0, count * size).view({count, size});
}

Tensor scatter_patches(const Tensor& patches, const PatchGrid& grid, at::IntArrayRef picture_shape) {
  Tensor pictures = torch::empty(picture_shape, patches.options());
  TORCH_CHECK(patches.is_contiguous() && patches.numel() == pictures.size(0) * grid.patches(pictures.size(1)) *
                                                                grid.patches(pictures.size(2)) * grid.kernel *
                                                                grid.kernel * pictures.size(3),
              "scatter_patches: patches do not fit the pictures");
  if (patches.scalar_type() == torch::kFloat) {
    scatter<float>(patches, grid, pictures);
  } else {
    TORCH_CHECK(patches.scalar_type() == torch::kBFloat16, "scatter_patches takes float or bfloat16");
    scatter<at::BFloat16>(patches, grid, pictures);
  }
  return pictures;
}

}  // namespace spindash
