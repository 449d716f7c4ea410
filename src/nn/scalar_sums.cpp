// SPDX-License-Identifier: MIT
#include "nn/scalar_sums.h"

#include "nn/device.h"

namespace spindash {

void ScalarSums::add(std::string name, const torch::Tensor& value, std::size_t parts) {
  names_.push_back(std::move(name));
  values_.push_back(value.detach());
  parts_.push_back(static_cast<double>(parts));
}

std::map<std::string, double> ScalarSums::sums() const {
  std::map<std::string, double> all;
  const std::vector<double> numbers = numbers_of(values_);
  for (std::size_t i = 0; i < numbers.size(); ++i) all[names_[i]] += numbers[i] / parts_[i];
  return all;
}

}  // namespace spindash
