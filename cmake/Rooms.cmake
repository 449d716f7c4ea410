# Reads src/layers.txt and makes, for each room, the library spindash_<room> of all its .cpp files and the program
# <room>_test of all its *_test.cpp files. Nobody edits a build list: a new file is found by its place and name.

function(spindash_room room learns libraries below)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${room}/*.cpp")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  file(GLOB_RECURSE protos CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${room}/*.proto")

  if(NOT sources)
    message(FATAL_ERROR "src/layers.txt lists the room '${room}', which holds no source")
  endif()
  add_library(spindash_${room} STATIC ${sources})
  target_include_directories(spindash_${room} PUBLIC "${CMAKE_SOURCE_DIR}/src")
  target_link_libraries(spindash_${room} PUBLIC spindash_flags ${libraries})
  foreach(lower ${below})
    target_link_libraries(spindash_${room} PUBLIC spindash_${lower})
  endforeach()
  if(protos)
    # src/io/events.proto is included as "io/events.pb.h".
    set(generated "${CMAKE_BINARY_DIR}/generated")
    file(MAKE_DIRECTORY "${generated}/${room}")
    protobuf_generate(TARGET spindash_${room} LANGUAGE cpp PROTOS ${protos} APPEND_PATH PROTOC_OUT_DIR "${generated}/${room}")
    target_include_directories(spindash_${room} SYSTEM PRIVATE "${generated}")
  endif()
  spindash_embed(${room})
  if(learns)
    target_link_libraries(spindash_${room} PUBLIC spindash_torch)
    spindash_precompile(spindash_${room})
    # A file on its own spends most of its compile on LibTorch's templates: six pay for them together.
    set_target_properties(spindash_${room} PROPERTIES UNITY_BUILD ${SPINDASH_UNITS} UNITY_BUILD_BATCH_SIZE 6)
  endif()

  if(tests)
    add_executable(${room}_test ${tests})
    target_link_libraries(${room}_test PRIVATE spindash_${room} GTest::gmock GTest::gtest_main)
    target_compile_definitions(${room}_test PRIVATE SPINDASH_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    # Tests are compiled once and run for seconds: a fifth of the time to compile them is optimisation.
    target_compile_options(${room}_test PRIVATE -O1)
    if(learns)
      spindash_precompile(${room}_test)
      # As above; each test file has a namespace of its own, so that their names do not meet.
      set_target_properties(${room}_test PROPERTIES UNITY_BUILD ${SPINDASH_UNITS} UNITY_BUILD_BATCH_SIZE 6)
    endif()
    add_test(NAME ${room} COMMAND ${room}_test)
    # Small tensors on a busy machine: threads that wait for each other at every operation take a hundred times as long.
    set_tests_properties(${room} PROPERTIES TIMEOUT 900 ENVIRONMENT OMP_NUM_THREADS=1)
  endif()
endfunction()

# `file` becomes the string literal that #include "<as>.inc" stands for in `room`.
function(spindash_embed_file room file as)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(READ "${file}" content)
  file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/generated/${as}.inc" CONTENT "R\"DATA(${content})DATA\"\n")
  target_include_directories(spindash_${room} SYSTEM PRIVATE "${CMAKE_BINARY_DIR}/generated")
endfunction()

# A room's data become part of the program: src/policy/blind.toml is the string literal that
# #include "policy/blind.toml.inc" stands for. So do the live page's files.
function(spindash_embed room)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/src/${room}/*.toml"
       "${CMAKE_SOURCE_DIR}/src/${room}/*.html" "${CMAKE_SOURCE_DIR}/src/${room}/*.css" "${CMAKE_SOURCE_DIR}/src/${room}/*.js"
       "${CMAKE_SOURCE_DIR}/src/${room}/*.svg")
  foreach(file ${files})
    spindash_embed_file(${room} "${CMAKE_SOURCE_DIR}/src/${file}" "${file}")
  endforeach()
endfunction()

# Lists of levels in data/ become part of the program in the same way, as "data/<name>.csv.inc".
function(spindash_embed_lists room)
  foreach(name ${ARGN})
    spindash_embed_file(${room} "${CMAKE_SOURCE_DIR}/data/${name}.csv" "data/${name}.csv")
  endforeach()
endfunction()

# One precompiled LibTorch header serves every room that learns.
function(spindash_precompile target)
  if(NOT TARGET spindash_torch_pch)
    file(WRITE "${CMAKE_BINARY_DIR}/torch_pch.cpp" "")
    add_library(spindash_torch_pch STATIC "${CMAKE_BINARY_DIR}/torch_pch.cpp")
    target_link_libraries(spindash_torch_pch PUBLIC spindash_flags spindash_torch)
    target_precompile_headers(spindash_torch_pch PRIVATE "${CMAKE_SOURCE_DIR}/src/nn/torch.h")
    target_compile_options(spindash_torch_pch PRIVATE -fpch-preprocess)
  endif()
  target_compile_options(${target} PRIVATE -fpch-preprocess)
  target_precompile_headers(${target} REUSE_FROM spindash_torch_pch)
endfunction()

function(spindash_add_rooms file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  file(STRINGS "${file}" lines REGEX "^[a-z]")
  set(below "")
  foreach(line ${lines})
    separate_arguments(words UNIX_COMMAND "${line}")
    list(POP_FRONT words room)
    set(learns OFF)
    if("torch" IN_LIST words)
      set(learns ON)
      list(REMOVE_ITEM words torch)
    endif()
    if(learns AND NOT SPINDASH_TORCH)
      continue()
    endif()
    spindash_room(${room} ${learns} "${words}" "${below}")
    list(APPEND below ${room})
  endforeach()
endfunction()

# Builds every recipe into the program, so that it runs from any folder.
function(spindash_embed_recipes target)
  file(GLOB recipes CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/recipes/*.toml")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${recipes})
  set(entries "")
  foreach(recipe ${recipes})
    get_filename_component(name "${recipe}" NAME_WE)
    file(READ "${recipe}" text)
    string(APPEND entries "    {\"${name}\", R\"recipe(${text})recipe\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/recipes.cpp" @ONLY CONTENT
"#include \"train/recipes.h\"

namespace spindash {
namespace {
constexpr Recipe kAll[] = {
@entries@};
}  // namespace
extern const std::span<const Recipe> kRecipes;
const std::span<const Recipe> kRecipes = kAll;
}  // namespace spindash
")
  target_sources(${target} PRIVATE "${CMAKE_BINARY_DIR}/generated/recipes.cpp")
endfunction()
