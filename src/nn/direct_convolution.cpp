// SPDX-License-Identifier: MIT
#include "nn/direct_convolution.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "nn/bfloat16.h"
#include "nn/bfloat16_products.h"
#include "nn/float_products.h"
#include "nn/patches.h"
#include "nn/precision.h"

namespace spindash {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

namespace {

constexpr int64_t kLongSum = 64;  // units that a sum in registers should have, to be worth loading and storing

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
template <class Number>
class Padded {
 public:
  Padded(int64_t H, int64_t W, int64_t C, int64_t before, int64_t after)
      : row_(W * C), rows_(H), C_(C), before_(before), stride_((W + before + after) * C) {
    numbers_.resize(static_cast<std::size_t>((H + before + after) * stride_), Number(0.0F));
  }
  /// Numbers, or bytes, seen as 0..1.
  template <class Seen>
  void set(const Seen* map) {
    for (int64_t y = 0; y < rows_; ++y) {
      copy_numbers(map + y * row_, row_, numbers_.data() + (y + before_) * stride_ + before_ * C_);
    }
  }
  /// (0, 0) is the map's first cell of zeros.
  const Number* at(int64_t y, int64_t x) const { return numbers_.data() + y * stride_ + x * C_; }
  int64_t stride() const { return stride_; }

 private:
  int64_t row_, rows_, C_, before_, stride_;
  std::vector<Number> numbers_;
};

// --- Sums over runs of numbers that lie together: the result, and the gradient by the map ---

/// Vectors of sums held side by side for so many numbers.
template <class Products>
int64_t groups(int64_t numbers) {
  return numbers % (2 * Products::kVector) == 0 ? 2 : 1;
}

/// get(unit, result) for all of them, in the order in which sum_runs() reads: [block of results][unit][result].
template <class Products, class Get>
std::vector<typename Products::Unit> pack(int64_t results, int64_t units, Get get) {
  std::vector<typename Products::Unit> packed(static_cast<std::size_t>(results * units));
  auto* to = packed.data();
  const int64_t block = groups<Products>(results) * Products::kVector;
  for (int64_t begin = 0; begin < results; begin += block) {
    for (int64_t unit = 0; unit < units; ++unit) {
      for (int64_t i = begin; i < begin + block; ++i) *to++ = get(unit, i);
    }
  }
  return packed;
}

template <class Products>
auto sum_runs_of(int64_t numbers) {
  return groups<Products>(numbers) == 2 ? Products::template sum_runs<2> : Products::template sum_runs<1>;
}

/// `Seen`: a Number, or bytes.
template <class Products, class Seen>
void forward(const Sizes& sizes, const Seen* map, const typename Products::Number* weight, const float* bias,
             Activation activation, typename Products::Number* out) {
  const auto& [kernel, stride, padding] = sizes.grid;
  const int64_t units = sizes.taps() * sizes.C / Products::kTogether;
  const auto packed = pack<Products>(sizes.O, units, [&](int64_t unit, int64_t o) {
    return Products::join(weight + (o * units + unit) * Products::kTogether, 1);
  });
  Padded<typename Products::Number> padded(sizes.H, sizes.W, sizes.C, padding, padding);
  Runs runs{{}, kernel * sizes.C / Products::kTogether};
  for (int64_t k = 0; k < kernel; ++k) runs.offsets.push_back(k * padded.stride());
  std::vector<ResultPlace> places;
  for (int64_t y = 0; y < sizes.rows; ++y) {
    for (int64_t x = 0; x < sizes.columns; ++x) {
      places.push_back({y * stride * padded.stride() + x * stride * sizes.C, (y * sizes.columns + x) * sizes.O});
    }
  }
  const auto sum = sum_runs_of<Products>(sizes.O);
  for (int64_t b = 0; b < sizes.B; ++b) {
    padded.set(map + b * sizes.H * sizes.W * sizes.C);
    sum(padded.at(0, 0), places, runs, packed, sizes.O, bias, activation, out + b * sizes.results() * sizes.O);
  }
}

/// The gradient by the map. A cell y gets of result r = (y + padding) / stride - t what tap (y + padding) % stride +
/// t * stride took of it: for each of the stride * stride remainders one convolution over the results' gradients.
template <class Products>
class ByMap {
 public:
  using Number = typename Products::Number;

  ByMap(const Sizes& sizes, const Number* weight)
      : sizes_(sizes),
        sum_(sum_runs_of<Products>(sizes.C)),
        taps_(sizes.grid.kernel / sizes.grid.stride),
        gradients_(sizes.rows, sizes.columns, sizes.O, taps_ - 1, after()) {
    for (int64_t y = 0; y < sizes.grid.stride; ++y) {
      for (int64_t x = 0; x < sizes.grid.stride; ++x) add_remainder(y, x, weight);
    }
  }

  /// From the gradients [rows, columns, O] of one map's results to the gradient [H, W, C] by it.
  void set(const Number* gradients, Number* by_map) {
    gradients_.set(gradients);
    for (const auto& part : parts_) {
      sum_(gradients_.at(0, 0), part.places, part.runs, part.weights, sizes_.C, nullptr, Activation::kNone, by_map);
    }
  }

 private:
  struct Part {
    std::vector<ResultPlace> places;
    Runs runs;
    std::vector<typename Products::Unit> weights;
  };

  /// Cells behind the last result that a cell of the map asks for.
  int64_t after() const {
    const auto& [kernel, stride, padding] = sizes_.grid;
    return std::max<int64_t>(0, std::max((sizes_.H - 1 + padding) / stride + 1 - sizes_.rows,
                                         (sizes_.W - 1 + padding) / stride + 1 - sizes_.columns));
  }

  void add_remainder(int64_t rest_y, int64_t rest_x, const Number* weight) {
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
    part.runs.units = sizes_.O / Products::kTogether;
    std::vector<int64_t> taps;  // of the kernel, in the order of the runs
    for (int64_t t = 0; t < taps_ * taps_; ++t) {
      // From the place above the run that goes furthest back begins: the border of zeros before the results is as wide.
      const int64_t back_y = taps_ - 1 - t / taps_, back_x = taps_ - 1 - t % taps_;
      part.runs.offsets.push_back((t / taps_) * gradients_.stride() + (t % taps_) * sizes_.O);
      taps.push_back((rest_y + back_y * stride) * kernel + rest_x + back_x * stride);
    }
    part.weights = pack<Products>(sizes_.C, part.runs.all_units(), [&](int64_t unit, int64_t c) {
      const int64_t number = unit * Products::kTogether, o = number % sizes_.O;
      const int64_t tap = taps[static_cast<std::size_t>(number / sizes_.O)];
      return Products::join(weight + (o * sizes_.taps() + tap) * sizes_.C + c, sizes_.taps() * sizes_.C);
    });
    parts_.push_back(std::move(part));
  }

  const Sizes& sizes_;
  decltype(&Products::template sum_runs<1>) sum_;
  int64_t taps_;  // of one remainder, along a side
  Padded<Number> gradients_;
  std::vector<Part> parts_;
};

// --- Sums over results: the gradient by the weights ---

/// Where numbers are multiplied in pairs, results are taken so, two neighbours of a row each: their gradients, and what
/// any tap of the kernel saw of both, lie side by side. Several maps are summed at once where one has few results.
template <class Products>
class ByWeight {
 public:
  using Number = typename Products::Number;
  using Unit = typename Products::Unit;

  explicit ByWeight(const Sizes& sizes)
      : sizes_(sizes),
        units_(sizes.results() / kTogether),
        most_(std::max<int64_t>(1, kLongSum / units_)),
        padded_(sizes.H, sizes.W, sizes.C, sizes.grid.padding, sizes.grid.padding),
        height_(sizes.H + 2 * sizes.grid.padding),
        starts_(sizes.W + 2 * sizes.grid.padding - (kTogether - 1) * sizes.grid.stride),
        seen_(static_cast<std::size_t>(most_ * height_ * starts_ * sizes.C)),
        gradients_(static_cast<std::size_t>(most_ * units_ * sizes.O)),
        sums_(static_cast<std::size_t>(sizes.taps() * sizes.C * sizes.O)),
        bias_(static_cast<std::size_t>(sizes.O)) {
    for (int64_t map = 0; map < most_; ++map) {
      for (int64_t result = 0; result < units_ * kTogether; result += kTogether) {
        const int64_t y = result / sizes.columns, x = result % sizes.columns;
        places_.push_back(((map * height_ + y * sizes.grid.stride) * starts_ + x * sizes.grid.stride) * sizes.C);
      }
    }
  }

  /// One map [H, W, C], of numbers or bytes, and the gradients [rows, columns, O] of its results.
  template <class Seen>
  void add(const Seen* map, const Number* gradients) {
    padded_.set(map);
    Unit* seen = seen_.data() + held_ * height_ * starts_ * sizes_.C;
    for (int64_t y = 0; y < height_; ++y, seen += starts_ * sizes_.C) {
      Products::join_rows(padded_.at(y, 0), padded_.at(y, (kTogether - 1) * sizes_.grid.stride), starts_ * sizes_.C,
                          seen);
    }
    Unit* to = gradients_.data() + held_ * units_ * sizes_.O;
    for (int64_t unit = 0; unit < units_; ++unit, to += sizes_.O, gradients += kTogether * sizes_.O) {
      Products::join_rows(gradients, gradients + (kTogether - 1) * sizes_.O, sizes_.O, to);
      Products::add_units(to, sizes_.O, bias_.data());
    }
    if (++held_ == most_) finish();
  }

  /// What is held is summed.
  void finish() {
    groups<Products>(sizes_.O) == 2 ? sum<2>() : sum<1>();
    held_ = 0;
  }

  const std::vector<float>& sums() const { return sums_; }  ///< [kernel, kernel, C, O]
  const std::vector<float>& bias() const { return bias_; }  ///< [O]

 private:
  static constexpr int64_t kTogether = Products::kTogether;

  template <int kGroups>
  void sum() {
    const int64_t count = held_ * units_;
    for (int64_t unit = 0; unit < count; unit += kLongSum) {
      const int64_t there = std::min(kLongSum, count - unit);
      float* sums = sums_.data();
      for (int64_t row = 0; row < sizes_.grid.kernel; ++row) {  // all channels of its taps lie together
        const Unit* seen = seen_.data() + row * starts_ * sizes_.C;
        for (int64_t c = 0; c < sizes_.grid.kernel * sizes_.C; c += Products::kChannels) {
          for (int64_t o = 0; o < sizes_.O; o += kGroups * Products::kVector) {
            Products::template sum_block<kGroups>(seen + c, places_.data() + unit,
                                                  gradients_.data() + unit * sizes_.O + o, sizes_.O, there, sums + o);
          }
          sums += Products::kChannels * sizes_.O;
        }
      }
    }
  }

  const Sizes& sizes_;
  int64_t units_, most_, held_ = 0;
  Padded<Number> padded_;
  int64_t height_, starts_;  // of a padded map; cells of a row that begin a unit
  std::vector<Unit> seen_, gradients_;
  std::vector<int64_t> places_;  // of each unit's first cell in `seen_`
  std::vector<float> sums_, bias_;
};

template <class Products>
constexpr torch::ScalarType kNumberType = c10::CppTypeToScalarType<typename Products::Number>::value;

/// [O, kernel, kernel, C] in memory: weights as these functions read them.
template <class Products>
Tensor as_read(const Tensor& weight) {
  return weight.detach().permute({0, 2, 3, 1}).to(kNumberType<Products>).contiguous();
}

template <class Products>
struct DirectConvolution : torch::autograd::Function<DirectConvolution<Products>> {
  using Number = typename Products::Number;

  /// Calls body(its numbers, or its bytes).
  template <class Body>
  static void with_numbers_of(const Tensor& map, const Body& body) {
    map.scalar_type() == torch::kByte ? body(map.const_data_ptr<std::uint8_t>()) : body(map.const_data_ptr<Number>());
  }

  static Tensor forward(AutogradContext* context, const Tensor& map, const Tensor& weight, const Tensor& bias,
                        const PatchGrid& grid, Activation activation) {
    const Sizes sizes(map, weight, grid);
    const Tensor read = as_read<Products>(weight);
    Tensor output =
        torch::empty({sizes.B, sizes.rows, sizes.columns, sizes.O}, map.options().dtype(kNumberType<Products>));
    with_numbers_of(map, [&](const auto* seen) {
      spindash::forward<Products>(sizes, seen, read.const_data_ptr<Number>(), bias.const_data_ptr<float>(), activation,
                                  output.data_ptr<Number>());
    });
    save_grid(*context, grid);
    context->save_for_backward({map, weight, activation == Activation::kRelu ? output : Tensor()});
    return output;
  }

  static tensor_list backward(AutogradContext* context, tensor_list gradients) {
    const auto saved = context->get_saved_variables();
    const Tensor &map = saved[0], &weight = saved[1], &output = saved[2];
    const Sizes sizes(map, weight, saved_grid(*context));
    const Tensor gradient = gradients[0].to(kNumberType<Products>).contiguous();
    ByWeight<Products> by_weight(sizes);
    std::optional<ByMap<Products>> by_map;
    Tensor to_map;
    if (context->needs_input_grad(0)) {
      to_map = torch::empty_like(map);
      by_map.emplace(sizes, as_read<Products>(weight).template const_data_ptr<Number>());
    }
    const int64_t cells = sizes.H * sizes.W * sizes.C, count = sizes.results() * sizes.O;
    std::vector<Number> open(static_cast<std::size_t>(count));
    for (int64_t b = 0; b < sizes.B; ++b) {
      const Number* given = gradient.const_data_ptr<Number>() + b * count;
      if (output.defined()) {
        Products::through_relu(given, output.const_data_ptr<Number>() + b * count, count, open.data());
        given = open.data();
      }
      with_numbers_of(map, [&](const auto* seen) { by_weight.add(seen + b * cells, given); });
      if (by_map) by_map->set(given, to_map.data_ptr<Number>() + b * cells);
    }
    by_weight.finish();
    const Tensor sums = torch::tensor(by_weight.sums()).view({sizes.grid.kernel, sizes.grid.kernel, sizes.C, sizes.O});
    return {
        to_map, torch::empty_like(weight).copy_(sums.permute({3, 2, 0, 1})), torch::tensor(by_weight.bias()), {}, {}};
  }
};

/// Whether the processor can, and this layer is one for it. `trains`: gradients will be asked for.
template <class Products>
bool can(const torch::nn::Conv2d& layer, const Tensor& map, Activation activation, bool trains) {
  const PatchGrid grid = grid_of(layer);
  const int64_t border = 2 * grid.padding, channels = map.size(3);
  const bool fits_training = activation != Activation::kSilu && grid.kernel * channels % Products::kChannels == 0 &&
                             (!map.requires_grad() || channels % Products::kVector == 0) &&
                             grid.kernel % grid.stride == 0 && grid.patches(map.size(2)) % Products::kTogether == 0;
  return Products::run_here() && (fits_training || (Products::kSees && !trains)) &&
         grid.kernel * channels % Products::kTogether == 0 && layer->weight.size(0) % Products::kVector == 0 &&
         map.size(1) + border >= grid.kernel && map.size(2) + border >= grid.kernel;
}

template <class Products>
Tensor convolve(const torch::nn::Conv2d& layer, const Tensor& map, Activation activation) {
  const bool bytes = map.scalar_type() == torch::kByte;
  return DirectConvolution<Products>::apply(bytes ? map.contiguous() : map.to(kNumberType<Products>).contiguous(),
                                            layer->weight, layer->bias, grid_of(layer), activation);
}

}  // namespace

bool convolves_directly(const torch::nn::Conv2d& layer, const Tensor& map, Activation activation) {
  const bool trains = torch::GradMode::is_enabled() && (layer->weight.requires_grad() || map.requires_grad());
  return map.is_cpu() && (map.is_floating_point() || map.scalar_type() == torch::kByte) &&
         layer->weight.scalar_type() == torch::kFloat &&
         (computes_bfloat16(map) ? can<Bfloat16Products>(layer, map, activation, trains)
                                 : can<FloatProducts>(layer, map, activation, trains));
}

Tensor convolve_directly(const torch::nn::Conv2d& layer, const Tensor& map, Activation activation) {
  TORCH_CHECK(map.dim() == 4 && convolves_directly(layer, map, activation),
              "convolve_directly cannot compute this layer");
  if (computes_bfloat16(map)) return convolve<Bfloat16Products>(layer, map, activation);
  return convolve<FloatProducts>(layer, map, activation);
}

}  // namespace spindash
