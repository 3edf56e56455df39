// Judges one log folder with Go's own implementation: judge FOLDER VKEY WITNESS-VKEY, where FOLDER has the static files of the log and
// proofs.json. Prints "ok", or what is wrong.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type proofs struct {
	Records []struct {
		Index  int64
		Leaf   tlog.Hash
		Hashes []tlog.Hash
	}
	Earlier []struct {
		Size   int64
		Root   tlog.Hash
		Hashes []tlog.Hash
	}
}

type folder string

func (f folder) Height() int                                { return 8 }
func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		// Go writes tile/8/0/000 for what c2sp.org/tlog-tiles writes tile/0/000.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func main() {
	if err := judge(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("ok")
}

// witness verifies cosignatures (c2sp.org/tlog-cosignature), which note knows only by its interface.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(vkey string) (witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil {
		return witness{}, err
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 4 {
		return witness{}, fmt.Errorf("no key of a witness: %s", vkey)
	}
	return witness{parts[0], uint32(hash), key[1:]}, nil
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig[:8]), msg)
	return ed25519.Verify(w.key, []byte(signed), sig[8:])
}

func judge(dir, vkey, witnessKey string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	cosigner, err := newWitness(witnessKey)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier, cosigner))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != 2 {
		return fmt.Errorf("%d signatures that count", len(opened.Sigs))
	}
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		return fmt.Errorf("origin %s", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, folder(dir))
	if hash, err := tlog.TreeHash(size, reader); err != nil || hash != root {
		return fmt.Errorf("tree hash: %v %v", hash, err)
	}
	var given proofs
	text, err := os.ReadFile(filepath.Join(dir, "proofs.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &given); err != nil {
		return err
	}
	for _, one := range given.Records {
		if err := tlog.CheckRecord(one.Hashes, size, root, one.Index, one.Leaf); err != nil {
			return fmt.Errorf("record %d: %v", one.Index, err)
		}
		theirs, err := tlog.ProveRecord(size, one.Index, reader)
		if err != nil || fmt.Sprint(theirs) != fmt.Sprint(tlog.RecordProof(one.Hashes)) {
			return fmt.Errorf("record %d: another proof: %v", one.Index, err)
		}
	}
	for _, one := range given.Earlier {
		if err := tlog.CheckTree(one.Hashes, size, root, one.Size, one.Root); err != nil {
			return fmt.Errorf("size %d: %v", one.Size, err)
		}
	}
	return nil
}
