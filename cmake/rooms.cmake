# One static library and one test program a room; sources are found, tests stand beside the code.
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(CURL REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(GTest REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(date REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)
find_library(PROTOBUF protobuf REQUIRED)
# The package with the library's own link cannot stand beside Boost 1.81 (script/packages), so it is named whole.
find_library(PHONENUMBER NAMES phonenumber libphonenumber.so.8 REQUIRED)
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
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  target_link_options(candour_options INTERFACE -fuse-ld=mold)
endif()

add_library(candour_testing INTERFACE)
target_link_libraries(candour_testing INTERFACE GTest::gmock GTest::gtest_main)
target_compile_definitions(candour_testing INTERFACE CANDOUR_SOURCE_DIR=".")
include(GoogleTest)

# The PostgreSQL of the tests: started when a test needs it, gone afterwards (script/postgres).
set(CANDOUR_POSTGRES "CANDOUR_TEST_POSTGRES=${CMAKE_BINARY_DIR}/postgres/url")
add_test(NAME postgres.start COMMAND script/postgres start ${CMAKE_BINARY_DIR}/postgres --careless
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
add_test(NAME postgres.stop COMMAND script/postgres stop ${CMAKE_BINARY_DIR}/postgres
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(postgres.start PROPERTIES FIXTURES_SETUP postgres)
set_tests_properties(postgres.stop PROPERTIES FIXTURES_CLEANUP postgres)

# All of a room's tests once more with their records in PostgreSQL, in one go.
function(candour_again_on_postgres)
  foreach(room ${ARGN})
    add_test(NAME ${room}_on_postgres COMMAND ${room}_tests --gtest_brief=1 WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${room}_on_postgres PROPERTIES FIXTURES_REQUIRED postgres TIMEOUT 1500
      ENVIRONMENT "${CANDOUR_POSTGRES};CANDOUR_TEST_ENGINE=postgres")
  endforeach()
endfunction()

function(candour_test name)
  cmake_parse_arguments(T "POSTGRES" "" "SOURCES;LINK" ${ARGN})
  if(T_POSTGRES)
    set(needs FIXTURES_REQUIRED postgres ENVIRONMENT ${CANDOUR_POSTGRES})
  endif()
  add_executable(${name} ${T_SOURCES})
  set_target_properties(${name} PROPERTIES CANDOUR_TESTS ON)
  target_link_libraries(${name} PRIVATE candour_options candour_testing ${T_LINK})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 120
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} PROPERTIES TIMEOUT ${CANDOUR_TEST_SECONDS} ${needs})
endfunction()

function(candour_room name)
  cmake_parse_arguments(R "POSTGRES" "" "LINK" ${ARGN})
  file(GLOB_RECURSE all CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(sources ${all})
  set(tests ${all})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(sources)
    add_library(candour_${name} STATIC ${sources})
    target_link_libraries(candour_${name} PUBLIC candour_options ${R_LINK})
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
