// SPDX-License-Identifier: MIT
#include "model/seed_weights.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "nn/tensor_bytes.h"

namespace spindash {

using torch::Tensor;

namespace {

struct Part {
  std::string_view theirs, ours;
  std::array<std::string_view, 5> modules;  ///< first words of the names within it
};

constexpr std::array<Part, 3> kParts = {{{"vae.", "vae.", {"encoder", "decoder", "mu", "logvar", "z"}},
                                         {"mdnrnn.", "rnn.", {"rnn", "mdn"}},
                                         {"finv.", "inverse.", {"ln1", "ln3"}}}};

/// Their names within a part, and ours.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kNames = {
    {{"rnn.weight_ih_l0", "lstm.input_weight"},
     {"rnn.weight_hh_l0", "lstm.recurrent_weight"},
     {"rnn.bias_ih_l0", "lstm.bias"},  // theirs are two that are only ever added
     {"mdn.weight", "mixture.weight"},
     {"mdn.bias", "mixture.bias"},
     {"ln1.weight", "first.weight"},
     {"ln1.bias", "first.bias"},
     {"ln3.weight", "second.weight"},
     {"ln3.bias", "second.bias"}}};

/// Rows in the order means, deviations, weights of K components of Z numbers -> ours: for each number weights, means,
/// deviations of its K components.
Tensor reorder_mixture(const Tensor& rows, int64_t Z) {
  const int64_t K = rows.size(0) / (3 * Z);
  const Tensor parts = rows.reshape({3, K, Z, -1});
  const Tensor ours = torch::stack({parts[2], parts[0], parts[1]}).permute({2, 0, 1, 3});
  return ours.reshape(rows.sizes());
}

class Import {
 public:
  Import(const std::map<std::string, Tensor>& from, std::string where, WorldModel& model)
      : from_(from), where_(std::move(where)), Z_(model->vae()->latent_size()), targets_(named_weights(*model)) {}

  int run() {
    const torch::NoGradGuard no_grad;
    for (const auto& [name, weight] : from_) take(name, weight);
    std::set<std::string_view> parts;
    for (const auto& name : written_) parts.insert(part_of_ours(name).ours);
    if (parts.empty()) throw Error(where_, "holds no weights of the reference system", "docs/seed.md has their names");
    for (const auto& [name, target] : targets_) {
      const bool head = name.starts_with("rnn.reward.") || name.starts_with("rnn.end.");
      if (parts.contains(part_of_ours(name).ours) && !head && !written_.contains(name)) {
        throw Error(where_, fmt::format("lacks what '{}' is made of", name), "docs/seed.md has the names it looks for");
      }
    }
    return static_cast<int>(parts.size());
  }

 private:
  static const Part& part_of_ours(std::string_view name) {
    for (const auto& part : kParts) {
      if (name.starts_with(part.ours)) return part;
    }
    return kParts.back();
  }

  void take(const std::string& full, const Tensor& weight) {
    std::string_view name = full;
    constexpr std::string_view kWhole = "world_model.";
    if (name.starts_with(kWhole)) name.remove_prefix(kWhole.size());
    const Part* part = nullptr;
    for (const auto& each : kParts) {
      if (name.starts_with(each.theirs)) {
        part = &each;
        name.remove_prefix(each.theirs.size());
        break;
      }
    }
    for (const auto& each : kParts) {
      for (const auto module : each.modules) {
        if (part == nullptr && !module.empty() && name.substr(0, name.find('.')) == module) part = &each;
      }
    }
    if (part == nullptr) throw Error(where_, fmt::format("has '{}', which the reference system does not", full));
    if (name.ends_with(".num_batches_tracked") || name == "rnn.bias_hh_l0") return;  // not used; taken with its twin
    const bool statistics = name.ends_with(".running_mean") || name.ends_with(".running_var");
    if (statistics && !targets_.contains("vae." + std::string(name))) return;  // group normalisation has none
    write(full, *part, name, weight);
  }

  void write(const std::string& full, const Part& part, std::string_view name, const Tensor& weight) {
    std::string ours(name);
    for (const auto& [theirs, mine] : kNames) {
      if (theirs == name) ours = mine;
    }
    const auto target = targets_.find(std::string(part.ours) + ours);
    if (target == targets_.end()) {
      throw Error(where_, fmt::format("has '{}', which a model of this config does not", full),
                  "set the sizes and layers of the recipe to the file's");
    }
    Tensor value = weight.to(torch::kFloat);
    if (ours == "lstm.bias") value = value + twin_of(full).to(torch::kFloat);
    if (value.sizes() != target->second.sizes()) {
      throw Error(where_, fmt::format("'{}' has another shape than the config asks for", full),
                  "set the sizes of the recipe to the file's");
    }
    if (ours.starts_with("mixture.")) value = reorder_mixture(value, Z_);
    Tensor writable = target->second;
    writable.copy_(value);
    written_.insert(target->first);
  }

  /// bias_hh_l0 of a bias_ih_l0.
  const Tensor& twin_of(const std::string& full) const {
    std::string twin = full;
    twin.replace(twin.rfind("ih"), 2, "hh");
    const auto found = from_.find(twin);
    if (found == from_.end()) throw Error(where_, fmt::format("lacks '{}'", twin));
    return found->second;
  }

  const std::map<std::string, Tensor>& from_;
  std::string where_;
  int64_t Z_;
  std::map<std::string, Tensor> targets_;
  std::set<std::string> written_;
};

}  // namespace

int import_seed_weights(const std::map<std::string, Tensor>& from, const std::string& where, WorldModel& model) {
  return Import(from, where, model).run();
}

}  // namespace spindash
