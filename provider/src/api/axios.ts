import type { AxiosInstance, AxiosStatic, CreateAxiosDefaults } from "axios";

/** Loaded with the first request, since it takes a while: a run that has nothing to do sends none. */
export function axios(): AxiosStatic {
    return require("axios") as AxiosStatic;
}

/** One client, made for its first request. */
export function lazyClient(defaults: CreateAxiosDefaults): () => AxiosInstance {
    let client: AxiosInstance | undefined;
    return () => {
        client ??= axios().create(defaults);
        return client;
    };
}
