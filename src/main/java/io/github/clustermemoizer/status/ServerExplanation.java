package io.github.clustermemoizer.status;

import java.util.List;
import java.util.Optional;

/**
 * What one server knows about a statement.
 *
 * @param memoizers what each of its memoizers knows; empty where none knows of it
 * @param problem why it could not be asked; empty if it could
 */
record ServerExplanation(String address, boolean isHere, List<Explained> memoizers, Optional<String> problem) {}
