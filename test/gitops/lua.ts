import { lauxlib, lua, lualib, to_luastring } from "fengari";

type State = Parameters<typeof lua.lua_tojsstring>[0];
type Value = string | number | boolean | Value[] | { [name: string]: Value };

/** Runs an Argo CD health check on a resource. */
export function healthOf(script: string, obj: Value): { status: string | null; message: string | null } {
    const state = lauxlib.luaL_newstate();
    lualib.luaL_openlibs(state);
    push(state, obj);
    lua.lua_setglobal(state, to_luastring("obj"));
    const failed = lauxlib.luaL_loadstring(state, to_luastring(script)) || lua.lua_pcall(state, 0, 1, 0);
    if (failed !== lua.LUA_OK) throw new Error(lua.lua_tojsstring(state, -1) ?? "the script failed");
    const field = (name: string) => {
        lua.lua_getfield(state, 1, to_luastring(name));
        return lua.lua_tojsstring(state, -1);
    };
    return { status: field("status"), message: field("message") };
}

function push(state: State, value: Value): void {
    if (typeof value === "string") lua.lua_pushstring(state, to_luastring(value));
    else if (typeof value === "number") lua.lua_pushnumber(state, value);
    else if (typeof value === "boolean") lua.lua_pushboolean(state, value);
    else {
        lua.lua_createtable(state, 0, 0);
        if (Array.isArray(value)) {
            for (const [index, item] of value.entries()) {
                push(state, item);
                lua.lua_rawseti(state, -2, index + 1);
            }
        } else {
            for (const [name, item] of Object.entries(value)) {
                push(state, item);
                lua.lua_setfield(state, -2, to_luastring(name));
            }
        }
    }
}
