// SPDX-License-Identifier: MIT
// CMA-ES (Hansen 2016, "The CMA Evolution Strategy: A Tutorial", arXiv 1604.00772, with its default parameters): finds
// the numbers whose fitness is highest by drawing populations from a normal distribution and moving that towards the
// best. `diagonal` keeps the variances of the covariance matrix alone (sep-CMA-ES, Ros and Hansen 2008, which learns
// them (n + 2) / 3 times as fast), for thousands of numbers, where the matrix would cost n^3.
#pragma once

#include "base/bytes.h"
#include "config/section.h"
#include "nn/torch.h"

namespace spindash {

struct CmaEsConfig : Section {
  Field<int> population{this, "population", 64, range(4, 65536), "Candidates of a generation."};
  Field<double> sigma{this, "sigma", 0.1, range(1e-12, 1e6), "Deviation of the first generation's numbers."};
  Field<bool> diagonal{
      this, "diagonal", true,
      "Whether only variances are learnt, not how numbers vary together: for more than a few hundred."};
};

class CmaEs {
 public:
  /// Starts around `mean` [n] float64.
  CmaEs(const CmaEsConfig& config, torch::Tensor mean, const at::Generator& generator);

  /// The next generation's candidates, [population, n] float64.
  torch::Tensor ask();
  /// fitness [population] of the candidates of the last ask(), in their order; higher is better. One that is not finite
  /// counts as the worst.
  void tell(const torch::Tensor& fitness);

  const torch::Tensor& mean() const { return mean_; }
  /// The distribution's overall step size.
  double sigma() const { return sigma_; }
  std::int64_t generations() const { return generations_; }

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  /// The square root of the covariance matrix, or its inverse, applied to rows [m, n].
  torch::Tensor stretch(const torch::Tensor& rows) const;
  torch::Tensor whiten(const torch::Tensor& row) const;
  void decompose();

  int64_t population_;
  bool diagonal_;
  int64_t parents_;
  double effective_, c_sigma_, d_sigma_, c_c_, c_1_, c_mu_, expected_norm_;
  torch::Tensor weights_;  // [parents], of the best candidates, best first
  at::Generator generator_;

  double sigma_;
  std::int64_t generations_ = 0, decomposed_ = 0;
  torch::Tensor mean_, path_sigma_, path_c_;  // [n]
  torch::Tensor covariance_;                  // [n, n], or its diagonal [n]
  torch::Tensor axes_, lengths_;              // of the covariance: eigenvectors [n, n], roots of eigenvalues [n]
  torch::Tensor steps_;                       // of the last generation: [population, n]
};

}  // namespace spindash
