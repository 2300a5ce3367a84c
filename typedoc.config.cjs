const { OptionDefaults } = require("typedoc");

/** The reference, from doc comments. A warning is an error. */
module.exports = {
    entryPoints: ["provider/src/index.ts"],
    tsconfig: "provider/tsconfig.json",
    plugin: ["typedoc-plugin-markdown"],
    router: "member",
    out: "docs/reference",
    readme: "none",
    name: "pulumi-nhncloud",
    // For the schema of the provider plugin.
    blockTags: [...OptionDefaults.blockTags, "@secret"],
    disableSources: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeProtected: true,
    treatWarningsAsErrors: true,
    useCodeBlocks: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
};
