// Prints the program in TypeScript that `pulumi import` writes of a state: go run importedCode.go SCHEMA STATE. Pulumi's language
// host for Node.js, which comes only with Pulumi's releases, calls the same generator.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/pkg/v3/importer"
	"github.com/pulumi/pulumi/pkg/v3/resource/stack"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

func main() {
	if err := generate(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(schemaFile, stateFile string) error {
	var spec schema.PackageSpec
	if err := readJSON(schemaFile, &spec); err != nil {
		return err
	}
	pkg, err := schema.ImportSpec(spec, nil, schema.ValidationOptions{})
	if err != nil {
		return err
	}
	var state struct{ Deployment apitype.DeploymentV3 }
	if err := readJSON(stateFile, &state); err != nil {
		return err
	}
	var all, imported []*resource.State
	names := importer.NameTable{}
	for _, stored := range state.Deployment.Resources {
		one, err := stack.DeserializeResource(stored, config.NopDecrypter)
		if err != nil {
			return err
		}
		all = append(all, one)
		if one.Type.Package() == "nhncloud" {
			one.Parent = ""
			imported = append(imported, one)
			names[one.URN] = one.URN.Name()
		}
	}
	return importer.GenerateLanguageDefinitions(os.Stdout, loader{pkg}, write, imported, all, names)
}

func write(w io.Writer, program *pcl.Program) error {
	files, problems, err := nodejs.GenerateProgram(program)
	if err != nil {
		return err
	}
	if problems.HasErrors() {
		return problems
	}
	_, err = w.Write(files["index.ts"])
	return err
}

func readJSON(file string, value any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

// Knows one package.
type loader struct{ pkg *schema.Package }

func (l loader) LoadPackage(string, *semver.Version) (*schema.Package, error) { return l.pkg, nil }

func (l loader) LoadPackageV2(context.Context, *schema.PackageDescriptor) (*schema.Package, error) {
	return l.pkg, nil
}
