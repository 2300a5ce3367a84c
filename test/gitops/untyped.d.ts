/** What the health check's test needs of the C API that fengari is. */
declare module "fengari" {
    type State = { readonly state: unique symbol };
    export const lua: {
        LUA_OK: number;
        lua_createtable(state: State, items: number, fields: number): void;
        lua_getfield(state: State, index: number, name: Uint8Array): number;
        lua_pcall(state: State, inputs: number, results: number, handler: number): number;
        lua_pushboolean(state: State, value: boolean): void;
        lua_pushnumber(state: State, value: number): void;
        lua_pushstring(state: State, value: Uint8Array): void;
        lua_rawseti(state: State, index: number, at: number): void;
        lua_setfield(state: State, index: number, name: Uint8Array): void;
        lua_setglobal(state: State, name: Uint8Array): void;
        lua_tojsstring(state: State, index: number): string | null;
    };
    export const lauxlib: {
        luaL_loadstring(state: State, text: Uint8Array): number;
        luaL_newstate(): State;
    };
    export const lualib: { luaL_openlibs(state: State): void };
    export function to_luastring(text: string): Uint8Array;
}

/** What the Automation API runs inline programs with; its own declarations leave it out. */
declare module "@pulumi/pulumi/automation/server" {
    export class LanguageServer {
        constructor(program: () => Promise<unknown>);
        run(call: object, done: (error: Error | null, response?: object) => void): void;
    }
}
