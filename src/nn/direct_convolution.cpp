// SPDX-License-Identifier: MIT
#include "nn/direct_convolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include "nn/bfloat16.h"
#include "nn/bfloat16_vectors.h"
#include "nn/patches.h"
#include "nn/precision.h"

namespace spindash {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

namespace {

using Half = at::BFloat16;
using Pair = std::int32_t;  // two bfloat16, which the processor multiplies and adds at once

constexpr int64_t kRowsTogether = 8;  // rows of sums held in registers
constexpr int64_t kLongSum = 32;      // pairs that a sum in registers should have, to be worth loading and storing

struct Sizes {
  Sizes(const Tensor& map, const Tensor& weight, const PatchGrid& patch_grid)
      : grid(patch_grid),
        B(map.size(0)),
        H(map.size(1)),
        W(map.size(2)),
        C(map.size(3)),
        O(weight.size(0)),
        rows(grid.patches(H)),
        columns(grid.patches(W)) {}
  int64_t results() const { return rows * columns; }
  int64_t taps() const { return grid.kernel * grid.kernel; }

  PatchGrid grid;
  int64_t B, H, W, C, O;
  int64_t rows, columns;  ///< of the result
};

/// A map [H, W, C] within zeros, which stay as they were made.
class Padded {
 public:
  Padded(int64_t H, int64_t W, int64_t C, int64_t before, int64_t after)
      : row_(W * C), rows_(H), C_(C), before_(before), stride_((W + before + after) * C) {
    numbers_.resize(static_cast<std::size_t>((H + before + after) * stride_), Half(0.0F));
  }
  void set(const Half* map) {
    for (int64_t y = 0; y < rows_; ++y) {
      std::memcpy(numbers_.data() + (y + before_) * stride_ + before_ * C_, map + y * row_,
                  static_cast<std::size_t>(row_) * sizeof(Half));
    }
  }
  /// (0, 0) is the map's first cell of zeros.
  const Half* at(int64_t y, int64_t x) const { return numbers_.data() + y * stride_ + x * C_; }
  int64_t stride() const { return stride_; }

 private:
  int64_t row_, rows_, C_, before_, stride_;
  std::vector<Half> numbers_;
};

// --- Sums over runs of numbers that lie together: the result, and the gradient by the map ---

/// What every result sums: runs of `pairs` pairs, at these distances from where the result's numbers begin.
struct Runs {
  std::vector<int64_t> offsets;  ///< counted in numbers
  int64_t pairs = 0;

  int64_t all_pairs() const { return static_cast<int64_t>(offsets.size()) * pairs; }
};

/// get(pair, result) for all of them, in the order in which sum_runs() reads: [block of results][pair][result].
template <class Get>
std::vector<Pair> pack(int64_t results, int64_t pairs, int64_t block, Get get) {
  std::vector<Pair> packed(static_cast<std::size_t>(results * pairs));
  Pair* to = packed.data();
  for (int64_t begin = 0; begin < results; begin += block) {
    for (int64_t pair = 0; pair < pairs; ++pair) {
      for (int64_t i = begin; i < begin + block; ++i) *to++ = get(pair, i);
    }
  }
  return packed;
}

Pair join(Half low, Half high) {
  return static_cast<Pair>(static_cast<std::uint32_t>(low.x) | static_cast<std::uint32_t>(high.x) << 16);
}

template <int kGroups>
struct Sums {
  __m512* operator[](int64_t row) { return rows[row]; }
  __m512 rows[kRowsTogether][kGroups];
};

/// sums[i][g] += the pair at(i) times the pairs of `vectors` [kGroups][kVectorFloats].
template <int kGroups, class At>
SPINDASH_BFLOAT16_CODE inline void add_products(At at, const Pair* vectors, Sums<kGroups>& sums) {
  __m512bh vector[kGroups];
  for (int g = 0; g < kGroups; ++g) vector[g] = (__m512bh)_mm512_loadu_si512(vectors + g * kVectorFloats);
#pragma GCC unroll 8
  for (int i = 0; i < kRowsTogether; ++i) {
    const __m512bh number = broadcast_pair(at(i));
    for (int g = 0; g < kGroups; ++g) sums[i][g] = _mm512_dpbf16_ps(sums[i][g], number, vector[g]);
  }
}

/// Adds kRowsTogether results' sums over `runs`, whose numbers begin at `from`.
template <int kGroups>
SPINDASH_BFLOAT16_CODE inline void add_runs(const std::array<const Half*, kRowsTogether>& from, const Runs& runs,
                                            const Pair* weights, Sums<kGroups>& sums) {
  for (const int64_t offset : runs.offsets) {
    for (int64_t pair = 0; pair < runs.pairs; ++pair, weights += kGroups * kVectorFloats) {
      add_products([&](int i) { return from[i] + offset + 2 * pair; }, weights, sums);
    }
  }
}

/// One result: where the numbers that it sums begin, and where it is written.
struct Place {
  int64_t from, to;
};

/// Results of one map at `places`: `bias` [numbers] or none added, negative ones 0 where `relu`.
template <int kGroups>
SPINDASH_BFLOAT16_CODE void sum_runs(const Half* from, const std::vector<Place>& places, const Runs& runs,
                                     const std::vector<Pair>& weights, int64_t numbers, const float* bias, bool relu,
                                     Half* to) {
  constexpr int64_t kBlock = kGroups * kVectorFloats;
  const auto count = static_cast<int64_t>(places.size());
  for (int64_t start = 0; start < count; start += kRowsTogether) {
    std::array<const Half*, kRowsTogether> begins;
    for (int64_t i = 0; i < kRowsTogether; ++i) begins[i] = from + places[std::min(start + i, count - 1)].from;
    const int64_t there = std::min(kRowsTogether, count - start);
    for (int64_t block = 0; block < numbers; block += kBlock) {
      Sums<kGroups> sums;
      for (auto& row : sums.rows) {
        for (int g = 0; g < kGroups; ++g) {
          row[g] = bias == nullptr ? _mm512_setzero_ps() : _mm512_loadu_ps(bias + block + g * kVectorFloats);
        }
      }
      add_runs<kGroups>(begins, runs, weights.data() + block * runs.all_pairs(), sums);
      for (int64_t i = 0; i < there; ++i) {
        for (int g = 0; g < kGroups; ++g) {
          const __m512 sum = relu ? _mm512_max_ps(_mm512_setzero_ps(), sums[i][g]) : sums[i][g];
          _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + places[start + i].to + block + g * kVectorFloats),
                              (__m256i)_mm512_cvtneps_pbh(sum));
        }
      }
    }
  }
}

/// Vectors of sums held side by side for so many numbers.
int64_t groups(int64_t numbers) {
  return numbers % (2 * kVectorFloats) == 0 ? 2 : 1;
}

void forward(const Sizes& sizes, const Half* map, const Half* weight, const float* bias, bool relu, Half* out) {
  const auto& [kernel, stride, padding] = sizes.grid;
  const int64_t pairs = sizes.taps() * sizes.C / 2;
  const auto get = [&](int64_t pair, int64_t o) {
    const Half* at = weight + (o * pairs + pair) * 2;
    return join(at[0], at[1]);
  };
  const auto packed = pack(sizes.O, pairs, groups(sizes.O) * kVectorFloats, get);
  Padded padded(sizes.H, sizes.W, sizes.C, padding, padding);
  Runs runs{{}, kernel * sizes.C / 2};
  for (int64_t k = 0; k < kernel; ++k) runs.offsets.push_back(k * padded.stride());
  std::vector<Place> places;
  for (int64_t y = 0; y < sizes.rows; ++y) {
    for (int64_t x = 0; x < sizes.columns; ++x) {
      places.push_back({y * stride * padded.stride() + x * stride * sizes.C, (y * sizes.columns + x) * sizes.O});
    }
  }
  const auto sum = groups(sizes.O) == 2 ? sum_runs<2> : sum_runs<1>;
  for (int64_t b = 0; b < sizes.B; ++b) {
    padded.set(map + b * sizes.H * sizes.W * sizes.C);
    sum(padded.at(0, 0), places, runs, packed, sizes.O, bias, relu, out + b * sizes.results() * sizes.O);
  }
}

/// The gradient by the map. A cell y gets of result r = (y + padding) / stride - t what tap (y + padding) % stride +
/// t * stride took of it: for each of the stride * stride remainders one convolution over the results' gradients.
class ByMap {
 public:
  ByMap(const Sizes& sizes, const Half* weight)
      : sizes_(sizes),
        sum_(groups(sizes.C) == 2 ? sum_runs<2> : sum_runs<1>),
        taps_(sizes.grid.kernel / sizes.grid.stride),
        gradients_(sizes.rows, sizes.columns, sizes.O, taps_ - 1, after()) {
    for (int64_t y = 0; y < sizes.grid.stride; ++y) {
      for (int64_t x = 0; x < sizes.grid.stride; ++x) add_remainder(y, x, weight);
    }
  }

  /// From the gradients [rows, columns, O] of one map's results to the gradient [H, W, C] by it.
  void set(const Half* gradients, Half* by_map) {
    gradients_.set(gradients);
    for (const auto& part : parts_) {
      sum_(gradients_.at(0, 0), part.places, part.runs, part.weights, sizes_.C, nullptr, false, by_map);
    }
  }

 private:
  struct Part {
    std::vector<Place> places;
    Runs runs;
    std::vector<Pair> weights;
  };

  /// Cells behind the last result that a cell of the map asks for.
  int64_t after() const {
    const auto& [kernel, stride, padding] = sizes_.grid;
    return std::max<int64_t>(0, std::max((sizes_.H - 1 + padding) / stride + 1 - sizes_.rows,
                                         (sizes_.W - 1 + padding) / stride + 1 - sizes_.columns));
  }

  void add_remainder(int64_t rest_y, int64_t rest_x, const Half* weight) {
    const auto& [kernel, stride, padding] = sizes_.grid;
    Part part;
    for (int64_t y = 0; y < sizes_.H; ++y) {
      for (int64_t x = 0; x < sizes_.W; ++x) {
        if ((y + padding) % stride != rest_y || (x + padding) % stride != rest_x) continue;
        const int64_t row = (y + padding) / stride, column = (x + padding) / stride;
        part.places.push_back({row * gradients_.stride() + column * sizes_.O, (y * sizes_.W + x) * sizes_.C});
      }
    }
    if (part.places.empty()) return;
    part.runs.pairs = sizes_.O / 2;
    std::vector<int64_t> taps;  // of the kernel, in the order of the runs
    for (int64_t t = 0; t < taps_ * taps_; ++t) {
      // From the place above the run that goes furthest back begins: the border of zeros before the results is as wide.
      const int64_t back_y = taps_ - 1 - t / taps_, back_x = taps_ - 1 - t % taps_;
      part.runs.offsets.push_back((t / taps_) * gradients_.stride() + (t % taps_) * sizes_.O);
      taps.push_back((rest_y + back_y * stride) * kernel + rest_x + back_x * stride);
    }
    const auto get = [&](int64_t pair, int64_t c) {
      const int64_t tap = taps[static_cast<std::size_t>(2 * pair / sizes_.O)], o = 2 * pair % sizes_.O;
      const Half* at = weight + (o * sizes_.taps() + tap) * sizes_.C + c;
      return join(at[0], at[sizes_.taps() * sizes_.C]);
    };
    part.weights = pack(sizes_.C, part.runs.all_pairs(), groups(sizes_.C) * kVectorFloats, get);
    parts_.push_back(std::move(part));
  }

  const Sizes& sizes_;
  decltype(&sum_runs<1>) sum_;
  int64_t taps_;  // of one remainder, along a side
  Padded gradients_;
  std::vector<Part> parts_;
};

// --- Sums over results: the gradient by the weights ---

/// to[i] = (a[i], b[i]).
SPINDASH_BFLOAT16_CODE inline void interleave(const Half* a, const Half* b, int64_t count, Pair* to) {
  for (int64_t i = 0; i < count; i += kVectorFloats) {
    const auto there = static_cast<__mmask16>((1U << std::min(kVectorFloats, count - i)) - 1);
    const __m512i low = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, a + i));
    const __m512i high = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(there, b + i));
    _mm512_mask_storeu_epi32(to + i, there, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
  }
}

/// Results are taken in pairs, two neighbours of a row each: their gradients, and what any tap of the kernel saw of
/// both, lie side by side. Several maps are summed at once where one has few results.
class ByWeight {
 public:
  explicit ByWeight(const Sizes& sizes)
      : sizes_(sizes),
        pairs_(sizes.results() / 2),
        most_(std::max<int64_t>(1, kLongSum / pairs_)),
        padded_(sizes.H, sizes.W, sizes.C, sizes.grid.padding, sizes.grid.padding),
        height_(sizes.H + 2 * sizes.grid.padding),
        starts_(sizes.W + 2 * sizes.grid.padding - sizes.grid.stride),
        seen_(static_cast<std::size_t>(most_ * height_ * starts_ * sizes.C)),
        gradients_(static_cast<std::size_t>(most_ * pairs_ * sizes.O)),
        sums_(static_cast<std::size_t>(sizes.taps() * sizes.C * sizes.O)),
        bias_(static_cast<std::size_t>(sizes.O)) {
    for (int64_t map = 0; map < most_; ++map) {
      for (int64_t pair = 0; pair < pairs_; ++pair) {
        const int64_t y = 2 * pair / sizes.columns, x = 2 * pair % sizes.columns;
        places_.push_back(((map * height_ + y * sizes.grid.stride) * starts_ + x * sizes.grid.stride) * sizes.C);
      }
    }
  }

  /// One map [H, W, C] and the gradients [rows, columns, O] of its results.
  SPINDASH_BFLOAT16_CODE void add(const Half* map, const Half* gradients) {
    padded_.set(map);
    Pair* seen = seen_.data() + held_ * height_ * starts_ * sizes_.C;
    for (int64_t y = 0; y < height_; ++y, seen += starts_ * sizes_.C) {
      interleave(padded_.at(y, 0), padded_.at(y, sizes_.grid.stride), starts_ * sizes_.C, seen);
    }
    Pair* to = gradients_.data() + held_ * pairs_ * sizes_.O;
    const __m512bh ones = (__m512bh)_mm512_set1_epi32(join(Half(1.0F), Half(1.0F)));
    for (int64_t pair = 0; pair < pairs_; ++pair, to += sizes_.O, gradients += 2 * sizes_.O) {
      interleave(gradients, gradients + sizes_.O, sizes_.O, to);
      for (int64_t o = 0; o < sizes_.O; o += kVectorFloats) {
        const auto both = (__m512bh)_mm512_loadu_si512(to + o);
        _mm512_storeu_ps(bias_.data() + o, _mm512_dpbf16_ps(_mm512_loadu_ps(bias_.data() + o), both, ones));
      }
    }
    if (++held_ == most_) finish();
  }

  /// What is held is summed.
  void finish() {
    groups(sizes_.O) == 2 ? sum<2>() : sum<1>();
    held_ = 0;
  }

  const std::vector<float>& sums() const { return sums_; }  ///< [kernel, kernel, C, O]
  const std::vector<float>& bias() const { return bias_; }  ///< [O]

 private:
  template <int kGroups>
  SPINDASH_BFLOAT16_CODE void sum() {
    const int64_t count = held_ * pairs_;
    float* sums = sums_.data();
    for (int64_t tap = 0; tap < sizes_.taps(); ++tap) {
      const int64_t cell = tap / sizes_.grid.kernel * starts_ + tap % sizes_.grid.kernel;
      for (int64_t c = 0; c < sizes_.C; c += kRowsTogether, sums += kRowsTogether * sizes_.O) {
        for (int64_t o = 0; o < sizes_.O; o += kGroups * kVectorFloats) {
          sum_block<kGroups>(seen_.data() + cell * sizes_.C + c, gradients_.data() + o, count, sums + o);
        }
      }
    }
  }

  /// sums [kRowsTogether channels][O] of one tap.
  template <int kGroups>
  SPINDASH_BFLOAT16_CODE void sum_block(const Pair* seen, const Pair* gradients, int64_t count, float* sums) const {
    Sums<kGroups> held;
    for (int i = 0; i < kRowsTogether; ++i) {
      for (int g = 0; g < kGroups; ++g) held[i][g] = _mm512_loadu_ps(sums + i * sizes_.O + g * kVectorFloats);
    }
    for (int64_t pair = 0; pair < count; ++pair, gradients += sizes_.O) {
      const Pair* at = seen + places_[static_cast<std::size_t>(pair)];
      add_products([&](int i) { return at + i; }, gradients, held);
    }
    for (int i = 0; i < kRowsTogether; ++i) {
      for (int g = 0; g < kGroups; ++g) _mm512_storeu_ps(sums + i * sizes_.O + g * kVectorFloats, held[i][g]);
    }
  }

  const Sizes& sizes_;
  int64_t pairs_, most_, held_ = 0;
  Padded padded_;
  int64_t height_, starts_;  // of a padded map; cells of a row that begin a pair
  std::vector<Pair> seen_, gradients_;
  std::vector<int64_t> places_;  // of each pair's first cell in `seen_`
  std::vector<float> sums_, bias_;
};

/// to = gradients where outputs are above 0, else 0; `count` a multiple of 32.
SPINDASH_BFLOAT16_CODE void through_relu(const Half* gradients, const Half* outputs, int64_t count, Half* to) {
  for (int64_t i = 0; i < count; i += 2 * kVectorFloats) {
    const __mmask32 open = _mm512_cmpgt_epi16_mask(_mm512_loadu_si512(outputs + i), _mm512_setzero_si512());
    _mm512_storeu_si512(to + i, _mm512_maskz_loadu_epi16(open, gradients + i));
  }
}

/// [O, kernel, kernel, C] in memory: weights as these functions read them.
Tensor in_half(const Tensor& weight) {
  return weight.detach().permute({0, 2, 3, 1}).to(torch::kBFloat16).contiguous();
}

struct DirectConvolution : torch::autograd::Function<DirectConvolution> {
  static Tensor forward(AutogradContext* context, const Tensor& map, const Tensor& weight, const Tensor& bias,
                        const PatchGrid& grid, bool relu) {
    const Sizes sizes(map, weight, grid);
    const Tensor half = in_half(weight);
    Tensor output = torch::empty({sizes.B, sizes.rows, sizes.columns, sizes.O}, map.options());
    spindash::forward(sizes, map.const_data_ptr<Half>(), half.const_data_ptr<Half>(), bias.const_data_ptr<float>(),
                      relu, output.data_ptr<Half>());
    save_grid(*context, grid);
    context->save_for_backward({map, weight, relu ? output : Tensor()});
    return output;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &map = saved[0], &weight = saved[1], &output = saved[2];
    const Sizes sizes(map, weight, saved_grid(*context));
    const Tensor gradient = gradients[0].to(torch::kBFloat16).contiguous();
    ByWeight by_weight(sizes);
    std::optional<ByMap> by_map;
    Tensor to_map;
    if (context->needs_input_grad(0)) {
      to_map = torch::empty_like(map);
      by_map.emplace(sizes, in_half(weight).const_data_ptr<Half>());
    }
    const int64_t cells = sizes.H * sizes.W * sizes.C, count = sizes.results() * sizes.O;
    std::vector<Half> open(static_cast<std::size_t>(count));
    for (int64_t b = 0; b < sizes.B; ++b) {
      const Half* given = gradient.const_data_ptr<Half>() + b * count;
      if (output.defined()) {
        through_relu(given, output.const_data_ptr<Half>() + b * count, count, open.data());
        given = open.data();
      }
      by_weight.add(map.const_data_ptr<Half>() + b * cells, given);
      if (by_map) by_map->set(given, to_map.data_ptr<Half>() + b * cells);
    }
    by_weight.finish();
    const Tensor sums = torch::tensor(by_weight.sums()).view({sizes.grid.kernel, sizes.grid.kernel, sizes.C, sizes.O});
    return {
        to_map, torch::empty_like(weight).copy_(sums.permute({3, 2, 0, 1})), torch::tensor(by_weight.bias()), {}, {}};
  }
};

}  // namespace

bool convolves_directly(const torch::nn::Conv2d& layer, const Tensor& map) {
  const PatchGrid grid = grid_of(layer);
  const int64_t border = 2 * grid.padding;
  return runs_bfloat16_code() && map.is_cpu() && map.is_floating_point() && product_type(map) == torch::kBFloat16 &&
         layer->weight.scalar_type() == torch::kFloat &&
         map.size(3) % (map.requires_grad() ? kVectorFloats : kRowsTogether) == 0 &&
         layer->weight.size(0) % kVectorFloats == 0 && grid.kernel % grid.stride == 0 &&
         map.size(1) + border >= grid.kernel && map.size(2) + border >= grid.kernel &&
         grid.patches(map.size(2)) % 2 == 0;
}

Tensor convolve_directly(const torch::nn::Conv2d& layer, const Tensor& map, Activation activation) {
  TORCH_CHECK(map.dim() == 4 && convolves_directly(layer, map), "convolve_directly cannot compute this layer");
  return DirectConvolution::apply(map.to(torch::kBFloat16).contiguous(), layer->weight, layer->bias, grid_of(layer),
                                  activation == Activation::kRelu);
}

}  // namespace spindash
