module quickstart-go

go 1.24

require (
	github.com/pulumi/pulumi/sdk/v3 v3.206.0
	github.com/pulumi-nhncloud/pulumi-nhncloud/sdk/go/nhncloud v0.1.0
)
