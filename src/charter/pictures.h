// The names of the pictures that may stand beside easy-read sentences. A charter chooses one for each idea;
// that the words decide it by themselves was tried, and set a camera beside "no cameras". How they are drawn
// is paper's (paper/pictogram.h). Constant data; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace candour::charter {

/// In the order in which a message lists them. "no-camera" is the camera struck through, and so on.
const std::vector<std::string>& picture_names();

/// Whether a sentence denies what a picture shows: "There are no cameras" beside "camera".
bool denies_picture(std::string_view picture, std::string_view sentence);

}  // namespace candour::charter
