# The fuzz targets: one file each in fuzz/, named like its folder in fuzz/corpus. With the preset "fuzz" each is a
# program of libFuzzer's (script/fuzz runs them); in every other build all of them together are one test, which
# runs the kept inputs once. Only what they parse with is linked, so that a build for fuzzing stays small.
file(GLOB fuzz_targets CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/*.cc)
list(FILTER fuzz_targets EXCLUDE REGEX "/run_corpus\\.cc$")

add_library(candour_fuzzed_http STATIC EXCLUDE_FROM_ALL
  src/web/http/body.cc src/web/http/cookie.cc src/web/http/form.cc src/web/http/multipart.cc
  src/web/http/read_head.cc src/web/http/request.cc src/web/http/router.cc)
target_link_libraries(candour_fuzzed_http PUBLIC candour_base)

add_library(candour_fuzzed_sheet STATIC EXCLUDE_FROM_ALL
  src/exchange/sheet_csv.cc src/exchange/sheet_format.cc src/exchange/sheet_ods.cc src/exchange/sheet_xlsx.cc
  src/exchange/sheet_xml.cc src/exchange/sheet_zip.cc)
target_link_libraries(candour_fuzzed_sheet PUBLIC candour_base PkgConfig::archive PkgConfig::xml2)

# Which rooms a target needs besides the reading of requests and candour_base.
set(fuzz_link_charter candour_charter)
set(fuzz_link_sheet candour_fuzzed_sheet)
set(fuzz_link_note candour_ledger)
set(fuzz_link_entry candour_ledger)

function(candour_fuzz_options program)
  target_include_directories(${program} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${program} PRIVATE CANDOUR_SOURCE_DIR=".")
  target_link_libraries(${program} PRIVATE candour_fuzzed_http ${ARGN})
endfunction()

if(CANDOUR_FUZZ)
  add_custom_target(fuzz_targets)
  foreach(source ${fuzz_targets})
    get_filename_component(name ${source} NAME_WE)
    add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${source})
    candour_fuzz_options(fuzz_${name} ${fuzz_link_${name}})
    target_compile_definitions(fuzz_${name} PRIVATE CANDOUR_LIBFUZZER)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzz_targets fuzz_${name})
  endforeach()
else()
  add_executable(fuzz_corpus fuzz/run_corpus.cc ${fuzz_targets})
  candour_fuzz_options(fuzz_corpus candour_ledger candour_charter candour_fuzzed_sheet)
  add_test(NAME fuzz_corpus COMMAND fuzz_corpus ${CMAKE_SOURCE_DIR}/fuzz/corpus WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(fuzz_corpus PROPERTIES TIMEOUT ${CANDOUR_TEST_SECONDS})
endif()
