# One static library and one test program a room; sources are found, tests stand beside the code.
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(CURL REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(GTest REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(date REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)
find_library(PROTOBUF protobuf REQUIRED)
# The package with the library's own link cannot stand beside Boost 1.81 (script/packages), so it is named whole.
find_library(PHONENUMBER NAMES phonenumber libphonenumber.so.8 REQUIRED)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(pangocairo REQUIRED IMPORTED_TARGET pangocairo)
pkg_check_modules(qpdf REQUIRED IMPORTED_TARGET libqpdf)
pkg_check_modules(md4c REQUIRED IMPORTED_TARGET md4c md4c-html)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(xml2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET xlsxwriter)
pkg_check_modules(ical REQUIRED IMPORTED_TARGET libical)
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)

string(REPLACE "," ";" CANDOUR_SANITIZERS "${CANDOUR_SANITIZE}")
set(CANDOUR_TEST_SECONDS 300 CACHE STRING "how long one test may take; sanitizers need several times as long")

add_library(candour_options INTERFACE)
target_include_directories(candour_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(candour_options INTERFACE -Wall -Wextra -Wpedantic -Werror=unused-result -Werror=return-type
  -fno-strict-aliasing)
target_link_libraries(candour_options INTERFACE Boost::json date::date-tz Threads::Threads)
# Some packages ask for it, and what is read beforehand must be read alike for all.
target_compile_options(candour_options INTERFACE -pthread)
set(CANDOUR_FUZZ OFF)
if("fuzzer" IN_LIST CANDOUR_SANITIZERS)
  set(CANDOUR_FUZZ ON)
endif()
if(CANDOUR_SANITIZERS)
  # -O1 is quick enough to run every test; -O0 builds in half the time where one thing is looked at.
  set(CANDOUR_SANITIZE_LEVEL -O1 CACHE STRING "how much a build with sanitizers is optimised")
  target_compile_options(candour_options INTERFACE ${CANDOUR_SANITIZE_LEVEL} -g1)
elseif(CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(candour_options INTERFACE -O0 -g1)
else()
  # What only tests is built at -O1: a quarter less to wait for, and what is tested stays as it is served.
  target_compile_options(candour_options INTERFACE
    $<IF:$<BOOL:$<TARGET_PROPERTY:CANDOUR_TESTS>>,-O1,-O2> -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
endif()
if(CANDOUR_SANITIZERS)
  # fuzzer-no-link: the program that fuzzes brings the main of libFuzzer, no other does.
  string(REPLACE "fuzzer" "fuzzer-no-link" instrument "${CANDOUR_SANITIZE}")
  target_compile_options(candour_options INTERFACE -fsanitize=${instrument} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(candour_options INTERFACE -fsanitize=${instrument})
endif()
# GCC tidies its memory an eighth of the time that it compiles; up to half a gigabyte it need not.
target_compile_options(candour_options INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:SHELL:--param ggc-min-heapsize=524288>)
# What each lock guards (base/locks.h).
target_compile_options(candour_options INTERFACE
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety -Werror=thread-safety>)
find_program(CCACHE ccache)
if(CCACHE)
  # What it asks for before it keeps anything that was compiled with headers read beforehand.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_PCH_EXTSUM=1
    ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(candour_options INTERFACE -fuse-ld=mold)
endif()

# What nearly every file includes is read once beforehand: a fifth less to compile. For GCC's release builds alone:
# others show what a file forgot to include. Only names of the system stand in it, so that a compiler cache serves
# every copy of the tree.
set(CANDOUR_PRECOMPILED OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT CANDOUR_SANITIZERS)
  set(CANDOUR_PRECOMPILED ON)
  set(headers <algorithm> <array> <atomic> <boost/json.hpp> <charconv> <chrono> <cstdint> <cstdlib> <cstring> <filesystem>
    <fstream> <functional> <map> <memory> <optional> <set> <span> <sstream> <stdexcept> <string> <string_view> <thread>
    <tl/expected.hpp> <unordered_map> <utility> <variant> <vector>)
  foreach(which candour_precompiled candour_precompiled_tests)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/units/${which}.cc CONTENT "// Brings the headers that are read beforehand.\n")
    add_library(${which} OBJECT ${CMAKE_BINARY_DIR}/units/${which}.cc)
    target_link_libraries(${which} PRIVATE candour_options)
    target_compile_options(${which} PRIVATE -fpch-preprocess)
    # GCC never makes it twice alike, so a compiler cache goes by what it is made of.
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/CMakeFiles/${which}.dir/cmake_pch.hxx.gch.sum
      CONTENT "${which} ${headers} ${CMAKE_CXX_COMPILER_VERSION} ${Boost_VERSION} ${GTest_VERSION} ${CMAKE_CXX_FLAGS}\n")
  endforeach()
  set_target_properties(candour_precompiled_tests PROPERTIES CANDOUR_TESTS ON)
  target_link_libraries(candour_precompiled_tests PRIVATE GTest::gmock GTest::gtest)
  target_precompile_headers(candour_precompiled PRIVATE ${headers})
  target_precompile_headers(candour_precompiled_tests PRIVATE ${headers} <gmock/gmock.h> <gtest/gtest.h>)
endif()
function(candour_precompile target from)
  if(CANDOUR_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${from})
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

add_library(candour_testing INTERFACE)
target_link_libraries(candour_testing INTERFACE GTest::gmock GTest::gtest_main)
target_compile_definitions(candour_testing INTERFACE CANDOUR_SOURCE_DIR=".")
include(cmake/suites.cmake)

# The PostgreSQL of the tests: started when a test needs it, gone afterwards (script/postgres).
set(CANDOUR_POSTGRES "CANDOUR_TEST_POSTGRES=${CMAKE_BINARY_DIR}/postgres/url")
add_test(NAME postgres.start COMMAND script/postgres start ${CMAKE_BINARY_DIR}/postgres --careless
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
add_test(NAME postgres.stop COMMAND script/postgres stop ${CMAKE_BINARY_DIR}/postgres
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(postgres.start PROPERTIES FIXTURES_SETUP postgres)
set_tests_properties(postgres.stop PROPERTIES FIXTURES_CLEANUP postgres)

# All of a room's tests once more with their records in PostgreSQL, in one go; the demo is made there whole by
# demo_data.postgres.
function(candour_again_on_postgres)
  foreach(room ${ARGN})
    add_test(NAME ${room}_on_postgres COMMAND ${room}_tests --gtest_brief=1 "--gtest_filter=-Demo*" WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${room}_on_postgres PROPERTIES FIXTURES_REQUIRED postgres TIMEOUT 1500
      ENVIRONMENT "${CANDOUR_POSTGRES};CANDOUR_TEST_ENGINE=postgres")
  endforeach()
endfunction()

# Tests, pages and commands include far more than they say, so several are compiled at a time: as made files
# that include up to six neighbours each. Two of them that give different things one name do not compile; what
# both need stands in a header, and what is one's own has a name of its own.
function(candour_units out name)
  list(SORT ARGN)
  list(LENGTH ARGN count)
  math(EXPR units "(${count} + 5) / 6")
  math(EXPR each "(${count} + ${units} - 1) / ${units}")
  set(made)
  set(text)
  set(taken 0)
  foreach(source ${ARGN})
    file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${source})
    string(REGEX REPLACE "^src/" "" path ${path})
    string(APPEND text "#include \"${path}\"\n")
    math(EXPR taken "${taken} + 1")
    math(EXPR full "${taken} % ${each}")
    if(full EQUAL 0 OR taken EQUAL count)
      list(LENGTH made number)
      set(file ${CMAKE_BINARY_DIR}/units/${name}_${number}.cc)
      file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
      list(APPEND made ${file})
      set(text)
    endif()
  endforeach()
  set(${out} ${made} PARENT_SCOPE)
endfunction()

function(candour_test name)
  cmake_parse_arguments(T "POSTGRES" "" "SOURCES;LINK" ${ARGN})
  candour_units(units ${name} ${T_SOURCES})
  add_executable(${name} ${units})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  set_target_properties(${name} PROPERTIES CANDOUR_TESTS ON)
  target_link_libraries(${name} PRIVATE candour_options candour_testing ${T_LINK})
  candour_precompile(${name} candour_precompiled_tests)
  set(engines)
  if(T_POSTGRES)
    set(engines POSTGRES)
  endif()
  candour_suites(${name} ${engines})
endfunction()

function(candour_room name)
  cmake_parse_arguments(R "POSTGRES" "" "LINK;UNITS" ${ARGN})
  file(GLOB_RECURSE all CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(sources ${all})
  set(tests ${all})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  foreach(part ${R_UNITS})
    set(some ${sources})
    list(FILTER some INCLUDE REGEX "/src/${name}/${part}/")
    list(FILTER sources EXCLUDE REGEX "/src/${name}/${part}/")
    candour_units(units ${name}_${part} ${some})
    list(APPEND sources ${units})
  endforeach()
  if(sources)
    add_library(candour_${name} STATIC ${sources})
    target_link_libraries(candour_${name} PUBLIC candour_options ${R_LINK})
    candour_precompile(candour_${name} candour_precompiled)
  else()
    add_library(candour_${name} INTERFACE)
    target_link_libraries(candour_${name} INTERFACE candour_options ${R_LINK})
  endif()
  if(tests)
    if(R_POSTGRES)
      set(engines POSTGRES)
    endif()
    candour_test(${name}_tests SOURCES ${tests} LINK candour_${name} ${engines})
  endif()
endfunction()
