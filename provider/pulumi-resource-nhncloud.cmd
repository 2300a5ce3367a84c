@node "%~dp0pulumi-resource-nhncloud" %*
