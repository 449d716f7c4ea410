// SPDX-License-Identifier: MIT
// On the functions that the field tests it by, with the numbers of evaluations that its author reports.
#include "agent/cma_es.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/linalg_qr.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace spindash::cma_es_test {
namespace {

using torch::Tensor;
using Function = std::function<Tensor(const Tensor&)>;  // [m, n] -> [m], to be made small

Tensor sphere(const Tensor& x) {
  return x.square().sum(1);
}
Tensor ellipsoid(const Tensor& x) {
  return (x.square() * torch::pow(10, torch::linspace(0, 6, x.size(1), torch::kDouble))).sum(1);
}
Tensor rosenbrock(const Tensor& x) {
  const Tensor a = x.slice(1, 0, x.size(1) - 1), b = x.slice(1, 1);
  return (100 * (b - a.square()).square() + (1 - a).square()).sum(1);
}
/// The ellipsoid in turned coordinates: only the whole matrix helps.
Tensor turned_ellipsoid(const Tensor& x) {
  const at::Generator generator = at::detail::createCPUGenerator(5);
  const auto n = x.size(1);
  const Tensor turn = std::get<0>(at::linalg_qr(torch::randn({n, n}, generator, torch::kDouble)));
  return ellipsoid(torch::matmul(x, turn));
}

CmaEsConfig settings(int population, bool diagonal) {
  CmaEsConfig config;
  config.population = population;
  config.sigma = 0.5;
  config.diagonal = diagonal;
  return config;
}

/// Evaluations until the best of a generation is below 1e-9; `most` where it never is.
double evaluations(const Function& function, bool diagonal, std::uint64_t seed, double most) {
  constexpr int kPopulation = 10;
  CmaEs search(settings(kPopulation, diagonal), torch::full({10}, 0.8, torch::kDouble),
               at::detail::createCPUGenerator(seed));
  for (double used = kPopulation; used < most; used += kPopulation) {
    const Tensor values = function(search.ask());
    if (values.min().item<double>() < 1e-9) return used;
    search.tell(-values);
  }
  return most;
}

/// The middle of five searches.
double usual_evaluations(const Function& function, bool diagonal, double most) {
  std::vector<double> all;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) all.push_back(evaluations(function, diagonal, seed, most));
  std::ranges::sort(all);
  return all[2];
}

// Hansen and Ostermeier 2001, fig. 5 and 8: about 1500, 6000 and 6000 in ten dimensions.
TEST(CmaEs, TakesAsManyEvaluationsAsItsAuthorReports) {
  EXPECT_LT(usual_evaluations(sphere, false, 4000), 2200);
  EXPECT_LT(usual_evaluations(ellipsoid, false, 20000), 8000);
  EXPECT_LT(usual_evaluations(rosenbrock, false, 20000), 9000);
}

TEST(CmaEs, TurningTheCoordinatesChangesLittleForTheWholeMatrixAndAllForTheDiagonal) {
  EXPECT_LT(usual_evaluations(turned_ellipsoid, false, 20000), 8000);
  EXPECT_EQ(usual_evaluations(turned_ellipsoid, true, 20000), 20000);
}

TEST(CmaEs, TheDiagonalIsFasterWhereNumbersDoNotVaryTogether) {
  EXPECT_LT(usual_evaluations(ellipsoid, true, 20000), 0.8 * usual_evaluations(ellipsoid, false, 20000));
}

TEST(CmaEs, OnANoiseItNeitherShrinksNorRunsAway) {
  CmaEs search(settings(16, true), torch::zeros({50}, torch::kDouble), at::detail::createCPUGenerator(1));
  torch::manual_seed(2);
  for (int i = 0; i < 200; ++i) {
    search.ask();
    search.tell(torch::randn({16}));
  }
  EXPECT_GT(search.sigma(), 0.05);
  EXPECT_LT(search.sigma(), 5.0);
}

TEST(CmaEs, AFitnessThatIsNoNumberCountsAsTheWorst) {
  CmaEs search(settings(8, false), torch::full({3}, 2.0, torch::kDouble), at::detail::createCPUGenerator(1));
  for (int i = 0; i < 150; ++i) {
    Tensor fitness = -sphere(search.ask());
    fitness[i % 8] = std::nan("");
    search.tell(fitness);
  }
  EXPECT_LT(search.mean().norm().item<double>(), 1e-3);
}

TEST(CmaEs, GoesOnFromWhatItSaved) {
  for (const bool diagonal : {true, false}) {
    CmaEs one(settings(8, diagonal), torch::ones({6}, torch::kDouble), at::detail::createCPUGenerator(1));
    for (int i = 0; i < 5; ++i) one.tell(-sphere(one.ask()));
    one.ask();
    Bytes saved;
    ByteWriter out(saved);
    one.save(out);
    CmaEs other(settings(8, diagonal), torch::zeros({6}, torch::kDouble), at::detail::createCPUGenerator(9));
    ByteReader in(saved, "search");
    other.load(in);
    const Tensor fitness = torch::arange(8, torch::kDouble);
    one.tell(fitness);
    other.tell(fitness);
    EXPECT_TRUE(torch::equal(one.ask(), other.ask()));
    EXPECT_EQ(one.sigma(), other.sigma());
  }
}

}  // namespace
}  // namespace spindash::cma_es_test
