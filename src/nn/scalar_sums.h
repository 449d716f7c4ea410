// SPDX-License-Identifier: MIT
// Numbers to log of what a device computes part by part: they are noted where they are, and leave it together.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "nn/torch.h"

namespace spindash {

class ScalarSums {
 public:
  /// A tensor of one number, of one of `parts` equal parts. All that are noted are on one device.
  void add(std::string name, const torch::Tensor& value, std::size_t parts);
  /// The sum of number / parts under each name, in the order of add(): the only copy from the device.
  std::map<std::string, double> sums() const;

 private:
  std::vector<std::string> names_;
  std::vector<torch::Tensor> values_;
  std::vector<double> parts_;
};

}  // namespace spindash
