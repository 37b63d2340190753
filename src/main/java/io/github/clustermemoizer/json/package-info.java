/** JSON, as far as servers tell each other and people about themselves. Public for the other packages of this library alone. */
@NullMarked
package io.github.clustermemoizer.json;

import org.jspecify.annotations.NullMarked;
