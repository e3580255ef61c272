// Checks an exported ledger of Candour with nothing of Candour's: the reading of signed notes and the tree are
// those of golang.org/x/mod/sumdb, which the Go project uses for its own log of module checksums.
//
//	check DIR [OLDER-CHECKPOINT [VERIFIER-KEY-FILE]]
//
// It ends with 0 when everything holds, and otherwise with 1 and what is wrong.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // a tile holds 2^8 hashes

// A folder is where the tiles are read from. tlog asks again and again: it keeps what it has read.
type folder struct {
	dir  string
	held map[string][]byte
}

func (f *folder) Height() int { return height }

func (f *folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		// tlog writes tile/HEIGHT/LEVEL/…; in C2SP tlog-tiles the height is always 8 and not written.
		path := strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
		bytes, ok := f.held[path]
		if !ok {
			var err error
			if bytes, err = os.ReadFile(filepath.Join(f.dir, path)); err != nil {
				return nil, err
			}
			f.held[path] = bytes
		}
		all = append(all, bytes)
	}
	return all, nil
}

// readCheckpoint checks the signature and reads the three lines: name, number of entries, root.
func readCheckpoint(text []byte, verifier note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tree, errors.New("the checkpoint does not have its three lines")
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, errors.New("the root in the checkpoint does not read")
	}
	copy(tree.Hash[:], root)
	return tree, nil
}

// entries calls f for every entry, read from the bundles of 256: two bytes of length, then the entry.
func entries(dir string, size int64, f func(n int64, entry []byte) error) error {
	for n := int64(0); n < size; {
		width := size - n
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: 0, N: n >> height, W: int(width)}
		path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/0/", height), "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		for end := n + width; n < end; n++ {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("%s ends before entry %d does", path, n)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if err := f(n, bundle[2:2+length]); err != nil {
				return err
			}
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			return fmt.Errorf("%s has more than its entries", path)
		}
	}
	return nil
}

func check(args []string) error {
	dir := args[0]
	keyFile := filepath.Join(dir, "verifier.key")
	if len(args) > 2 {
		keyFile = args[2]
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		return fmt.Errorf("the verifier key: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := readCheckpoint(text, verifier)
	if err != nil {
		return fmt.Errorf("the checkpoint: %w", err)
	}
	// TileHashReader believes no tile that does not lead to the root.
	hashes := tlog.TileHashReader(tree, &folder{dir, map[string][]byte{}})
	err = entries(dir, tree.N, func(n int64, entry []byte) error {
		proof, err := tlog.ProveRecord(tree.N, n, hashes)
		if err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", n, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d entries, each proved to be in the tree that was signed\n", verifier.Name(), tree.N)
	if len(args) < 2 {
		return nil
	}
	if text, err = os.ReadFile(args[1]); err != nil {
		return err
	}
	older, err := readCheckpoint(text, verifier)
	if err != nil {
		return fmt.Errorf("the older checkpoint: %w", err)
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	if err != nil {
		return fmt.Errorf("the older checkpoint: %w", err)
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		return fmt.Errorf("the older checkpoint: %w", err)
	}
	fmt.Printf("the first %d are those of the older checkpoint\n", older.N)
	return nil
}

func main() {
	if len(os.Args) < 2 || len(os.Args) > 4 {
		fmt.Fprintln(os.Stderr, "check DIR [OLDER-CHECKPOINT [VERIFIER-KEY-FILE]]")
		os.Exit(2)
	}
	if err := check(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "It does NOT hold:", err)
		os.Exit(1)
	}
}
