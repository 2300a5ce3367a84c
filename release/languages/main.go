// Generates the SDKs of the provider plugin: go run . SCHEMA FOLDER. (Node's is the package itself.)
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-nhncloud"

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("usage: go run . SCHEMA FOLDER"))
	}
	fail(generate(os.Args[1], os.Args[2]))
}

func generate(schemaFile, folder string) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return err
	}
	// Validates it against Pulumi's own schema of schemas.
	pkg, problems, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	if err != nil {
		return err
	}
	if problems.HasErrors() {
		return problems
	}
	pythonFiles, err := python.GeneratePackage(tool, pkg, nil, nil)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(folder, "python"), pythonFiles); err != nil {
		return err
	}
	goFiles, err := gogen.GeneratePackage(tool, pkg, nil)
	if err != nil {
		return err
	}
	goFolder := filepath.Join(folder, "go")
	if err := write(goFolder, goFiles); err != nil {
		return err
	}
	var language struct{ ImportBasePath string }
	if err := json.Unmarshal(spec.Language["go"], &language); err != nil {
		return err
	}
	return makeModule(language.ImportBasePath, filepath.Join(goFolder, "nhncloud"))
}

// The Go SDK as a module, which needs the version of Pulumi's SDK that is compiled in here.
func makeModule(path, folder string) error {
	require, err := sdkRequirement()
	if err != nil {
		return err
	}
	for _, words := range [][]string{{"mod", "init", path}, {"mod", "edit", "-go=1.24", "-require=" + require}, {"mod", "tidy"}} {
		command := exec.Command("go", words...)
		command.Dir = folder
		if output, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("go %s: %w\n%s", strings.Join(words, " "), err, output)
		}
	}
	return nil
}

func sdkRequirement() (string, error) {
	const sdk = "github.com/pulumi/pulumi/sdk/v3"
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == sdk {
			return sdk + "@" + dependency.Version, nil
		}
	}
	return "", fmt.Errorf("%s is not compiled in", sdk)
}

func write(folder string, files map[string][]byte) error {
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func fail(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
